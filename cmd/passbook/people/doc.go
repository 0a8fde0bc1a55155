// Package people has the commands about the person behind the accounts: by which
// numbers others reach an account, who the bank says holds it, what the person says
// of themselves, and which of Plaid's products a bank has. What Plaid says of
// numbers and owners is printed, and kept in the vault alone, where the person wants
// that.
package people
