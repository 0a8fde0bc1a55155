// Package wire is Plaid's side of the simulator: the shapes of its JSON, its
// errors, the documented rate limits, the check of requests against its OpenAPI
// document (the part of it in requests.json), and the writing of answers.
//
// It imports draw and internal/schema of ours.
package wire
