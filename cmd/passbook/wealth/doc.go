// Package wealth has the commands about investments: what accounts hold, and the
// transactions that made it so.
package wealth
