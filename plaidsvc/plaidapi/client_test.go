package plaidapi

import "testing"

// Keys and tokens leave this machine only under TLS, and only to an address
// that is one.
func TestWhereKeysMayGo(t *testing.T) {
	t.Parallel()
	for address, allowed := range map[string]bool{
		"":                               true,
		"https://plaid.example":          true,
		"http://127.0.0.1:4010":          true,
		"http://localhost:4010":          true,
		"http://[::1]:4010":              true,
		"http://plaid.example":           false,
		"http://192.0.2.7:4010":          false,
		"http://127.0.0.1.example":       false,
		"http://localhost.example":       false,
		"ftp://127.0.0.1":                false,
		"https://user:secret@plaid.test": false,
		"127.0.0.1:4010":                 false,
	} {
		c, err := New(Config{ClientID: "x", Env: "sandbox", BaseURL: address})
		if (err == nil) != allowed {
			t.Errorf("%q: %v", address, err)
		}
		if err == nil {
			c.Close()
		}
	}
}
