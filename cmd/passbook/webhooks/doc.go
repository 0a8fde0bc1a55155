// Package webhooks has the command that receives Plaid's webhooks.
package webhooks
