// Package logfile writes passbook.log, which several processes share, keeps it
// small, and has the command that reads it. It opens no cache.
package logfile
