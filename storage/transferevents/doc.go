// Package transferevents keeps what Plaid tells of the transfers that were made
// with the person's keys: each event once, and how far each of Plaid's two feeds
// has been read.
package transferevents
