package plaidsvc

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"passbook/plaidsvc/plaidsim"
	"passbook/plaidsvc/vault"
)

// probeOf makes a probe of a Plaid at an address.
func probeOf(t *testing.T, url, secret string, now time.Time) *Probe {
	t.Helper()
	p, err := NewProbe(Config{ClientID: "client", Secret: secret, Env: "sandbox", BaseURL: url, Now: func() time.Time { return now }}, vault.NewMemory())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	return p
}

// The clock is compared with Plaid's, whatever it thinks of the keys.
func TestTheWayToPlaid(t *testing.T) {
	t.Parallel()
	sim := httptest.NewServer(plaidsim.New(plaidsim.Options{Seed: 1}))
	defer sim.Close()
	way, err := probeOf(t, sim.URL, "secret", time.Now().Add(-3*time.Hour)).Way(t.Context())
	if err != nil || !way.Dated || way.Behind.Round(time.Minute) != 3*time.Hour || way.Keys != nil || way.Issuer != "" {
		t.Errorf("%+v, %v", way, err)
	}
	way, err = probeOf(t, sim.URL, "", time.Now()).Way(t.Context())
	if err != nil || !way.Dated || way.Keys == nil {
		t.Errorf("without a secret: %+v, %v", way, err)
	}
	refusing := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusBadRequest)
		_, _ = w.Write([]byte(plaidBody("INVALID_INPUT", "INVALID_API_KEYS")))
	}))
	defer refusing.Close()
	way, err = probeOf(t, refusing.URL, "wrong", time.Now()).Way(t.Context())
	if err != nil || !way.Dated || way.Keys == nil || strings.Contains(way.Keys.Error(), "wrong") {
		t.Errorf("refused keys: %+v, %v", way, err)
	}
}

// A certificate that nobody vouches for is no way to send keys on.
func TestAProbeSendsNoKeysToAnybody(t *testing.T) {
	t.Parallel()
	asked := false
	other := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked = true }))
	other.TLS = &tls.Config{MinVersion: tls.VersionTLS12}
	other.StartTLS()
	defer other.Close()
	_, err := probeOf(t, other.URL, "secret", time.Now()).Way(t.Context())
	if err == nil || !strings.Contains(err.Error(), "not safe") || asked {
		t.Errorf("asked %v, %v", asked, err)
	}
}
