// Package profile says what a test user has at a bank: accounts, transactions
// past and to come, holdings, owners, account numbers, loans, paystubs, and the
// questions that are asked after the password. The generators in people fill it,
// and bank makes an Item of it.
//
// It imports draw and wire of ours.
package profile
