// Package stitching follows what the person said of accounts that are one: which
// goes on in which, also where two logins at a bank list the same account. Its
// functions run in a transaction of storage's.
//
// Of an account that two logins list one stands for both. From the day on which
// the rows of that one begin, the other's are set aside: they are marked as
// removed by AsideMark, which is no sync, and come back when the two are parted.
package stitching
