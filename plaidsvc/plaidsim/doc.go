// Package plaidsim is an embedded Plaid: a wire-compatible simulator of
// Plaid's Sandbox with state, which any Plaid client can talk to over HTTP.
// routes.go lists every path that it answers.
//
// The packages below it are layers, each importing only those before it: draw
// (chance, ids, days, decimals), wire (Plaid's JSON, errors and request checks),
// profile (what a test user has), people (the test users), bank (the simulated
// banks, without HTTP), then api (Plaid's endpoints), link, webhook, fault and
// control (the pages under /sim) beside each other. This package puts them
// together. None of them imports another package of passbook.
package plaidsim
