// Package owed has the commands about what is owed and what comes back: cards and
// loans with their rates and due dates, and recurring streams. It reckons nothing:
// every figure that it prints comes from storage/liabilities or storage/streams.
package owed
