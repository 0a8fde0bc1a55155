// Package payment answers the endpoints of Payment Initiation: recipients, and
// payments to them.
package payment
