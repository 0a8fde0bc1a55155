package plaidapi

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"testing"
)

// A Plaid on the network does not send the browser to what listens on this
// machine; a plaidsim does, since it is there.
func TestHostedAddressesOfThisMachine(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, plaid, address, want string }{
		{"Plaid's own", "https://plaid.example", "https://secure.plaid.example/hl/x", "https://secure.plaid.example/hl/x"},
		{"a port here", "https://plaid.example", "http://127.0.0.1:631/", ""},
		{"a name of this machine", "https://plaid.example", "http://localhost:631/", ""},
		{"this machine in IPv6", "https://plaid.example", "http://[::1]:631/", ""},
		{"this machine by https", "https://plaid.example", "https://127.0.0.1/", ""},
		{"a plaidsim's", "", "http://127.0.0.1:4010/hl/x", "http://127.0.0.1:4010/hl/x"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.Header().Set("Content-Type", "application/json")
				_ = json.NewEncoder(w).Encode(map[string]string{
					"link_token": "link-sandbox-1", "expiration": "2026-11-21T12:00:00Z", "request_id": "r", "hosted_link_url": tt.address,
				})
			}))
			t.Cleanup(server.Close)
			at := server.URL
			if tt.plaid != "" {
				at = tt.plaid
			}
			c := clientAt(t, at)
			c.transport.base.DialTLSContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
				return new(net.Dialer).DialContext(ctx, network, server.Listener.Addr().String())
			}
			got, err := c.NewLinkToken(t.Context(), LinkRequest{UserID: "u", Hosted: true})
			if err != nil || got.HostedURL != tt.want {
				t.Errorf("%q, %v; want %q", got.HostedURL, err, tt.want)
			}
		})
	}
}
