// Package banks has the commands about the banks themselves: what state each
// login is in, and which accounts are one that came back under another id or that
// two logins list.
package banks
