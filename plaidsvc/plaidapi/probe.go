package plaidapi

import (
	"context"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"strings"
	"time"
)

// Probed is what one answer of Plaid's says of the way there.
type Probed struct {
	Took        time.Duration
	Date        time.Time         // of the server's clock, to the second; zero: it does not say
	Certificate *x509.Certificate // nil: the connection is not TLS
	NoSecret    error             // why the request went without the Plaid secret; nil: it had it
	Refused     *Error            // nil: the request was granted
}

// Probe sends one request, once, that costs nothing and names no Item: for a bank
// of an id that need not exist. Without the Plaid secret it is sent without, and
// refused. Errors: net/http's, ErrTooLong.
func (c *Client) Probe(ctx context.Context) (Probed, error) {
	body := strings.NewReader(`{"institution_id":"ins_109508","country_codes":["US"]}`)
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, c.Host+"/institutions/get_by_id", body)
	if err != nil {
		return Probed{}, err
	}
	req.Header = c.header.Clone()
	secret, noSecret := c.transport.plaidSecret(ctx)
	if noSecret == nil {
		req.Header.Set("PLAID-SECRET", secret)
	}
	began := time.Now()
	res, err := c.transport.base.RoundTrip(req)
	if err != nil {
		return Probed{}, err
	}
	p := Probed{Took: time.Since(began), NoSecret: noSecret}
	err = accept(res, func(body io.Reader) error {
		_, err := io.Copy(io.Discard, body)
		return err
	})
	if errors.As(err, &p.Refused) {
		err = nil
	}
	if date, unread := http.ParseTime(res.Header.Get("Date")); unread == nil {
		p.Date = date.UTC()
	}
	if res.TLS != nil && len(res.TLS.PeerCertificates) > 0 {
		p.Certificate = res.TLS.PeerCertificates[0]
	}
	return p, err
}
