package webhook

import "testing"

func TestWebhooksStayOnThisMachine(t *testing.T) {
	for address, want := range map[string]bool{
		"http://127.0.0.1:80/hook": true, "http://localhost/": true, "https://[::1]:8443/": true, "http://app.localhost/": true,
		"https://plaid.com/hook": false, "http://10.0.0.1/": false, "http://localhost.example.com/": false, "ftp://localhost/": false, "text": false, "": false,
	} {
		if got := reachable(address, false); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
	if !reachable("https://example.com/", true) {
		t.Error("not even with outside")
	}
}
