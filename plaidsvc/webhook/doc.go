// Package webhook receives Plaid's webhooks: it verifies that Plaid sent them
// before it reads them, and hands on what they announce. It does nothing about
// that, and knows no Item.
//
// The rules are Plaid's (docs: API, Webhooks, Webhook verification). A webhook
// is a hint that is sent at least once, in no order: whoever gets one asks Plaid.
package webhook
