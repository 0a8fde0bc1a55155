package plaidapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/hashicorp/go-retryablehttp"

	"passbook/plaidsvc/plaidapi/pages"
)

const (
	quickTimeout = 30 * time.Second // one attempt at an endpoint that answers from Plaid's cache
	liveTimeout  = 90 * time.Second // one attempt at an endpoint that asks the bank
	maxBody      = 2 << 20          // bytes of one answer, unpacked; a page of 500 transactions has 0.8 MB
	maxDocument  = 64 << 20         // bytes of a PDF; a statement has about 0.2 MB, and pictures make it long
	maxHeader    = 64 << 10         // bytes of an answer's header
	maxModel     = 512 << 10        // bytes of an answer that plaid-go decodes; 100 accounts have 0.1 MB
	maxObjects   = 2000             // of JSON in such an answer, and ten times as many members:
	maxMembers   = 10 * maxObjects  // plaid-go takes a kilobyte for each, however short
	maxRetryWait = 30 * time.Second // a longer Retry-After is left to the next sync
	repetitions  = 3                // of a request that was not answered
)

// Endpoints that are not safe to repeat: the first answer may be lost and the
// deed still done, and billed. Whoever calls them looks at the state first.
var unrepeatable = []string{
	"/item/public_token/exchange", "/item/access_token/invalidate", "/item/remove", "/item/products/terminate", "/user/remove",
	"/signal/evaluate", "/asset_report/create", "/asset_report/pdf/get", "/transactions/enrich",
}

// Endpoints that send a document.
var documents = []string{"/statements/download", "/asset_report/pdf/get"}

// Endpoints that go to the bank while the caller waits, or answer at length.
var live = append([]string{"/accounts/balance/get", "/transactions/refresh", "/investments/refresh"}, documents...)

// transport carries every request: those that plaid-go builds, by RoundTrip,
// and those of post. Each attempt ends with the whole body read, so that half
// an answer is repeated like none; answers that plaid-go would trip over (no
// content type, no JSON, an empty error) never reach it: they become an *Error
// here.
type transport struct {
	base        *http.Transport
	quick, live *retryablehttp.Client
	once, whole *retryablehttp.Client // these do not repeat: quick and live otherwise
	ask         func(context.Context) (string, error)

	mu     sync.Mutex
	secret string // of Plaid, once it was asked for
}

// newTransport makes a transport that waits so long before it repeats a request
// for the first time. It asks for the Plaid secret when it sends one.
func newTransport(wait time.Duration, ask func(context.Context) (string, error)) *transport {
	base := http.DefaultTransport.(*http.Transport).Clone()
	base.MaxIdleConnsPerHost = 8
	base.MaxResponseHeaderBytes = maxHeader
	return &transport{
		base:  base,
		quick: retrier(base, quickTimeout, wait, repetitions),
		live:  retrier(base, liveTimeout, wait, repetitions),
		once:  retrier(base, quickTimeout, wait, 0),
		whole: retrier(base, liveTimeout, wait, 0),
		ask:   ask,
	}
}

// plaidSecret gives the Plaid secret. Errors: those of Config.Secret.
func (t *transport) plaidSecret(ctx context.Context) (string, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.secret == "" {
		secret, err := t.ask(ctx)
		if err != nil {
			return "", err
		}
		t.secret = secret
	}
	return t.secret, nil
}

func retrier(base http.RoundTripper, timeout, wait time.Duration, repetitions int) *retryablehttp.Client {
	return &retryablehttp.Client{
		HTTPClient: &http.Client{
			Transport: base,
			Timeout:   timeout,
			// Plaid never redirects, and a redirect would carry the keys with it.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		RetryMax:     repetitions,
		RetryWaitMin: wait,
		RetryWaitMax: 16 * wait,
		CheckRetry:   checkRetry,
		Backoff:      backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
}

// clientFor gives the client with the time-out and the repetitions of an endpoint.
func (t *transport) clientFor(path string) *retryablehttp.Client {
	is := func(endpoint string) bool { return strings.HasSuffix(path, endpoint) }
	switch isLive := slices.ContainsFunc(live, is); {
	case slices.ContainsFunc(unrepeatable, is) && isLive:
		return t.whole
	case slices.ContainsFunc(unrepeatable, is):
		return t.once
	case isLive:
		return t.live
	}
	return t.quick
}

// RoundTrip sends a request of plaid-go's, whose answer has the whole body.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	var body []byte
	res, err := t.send(req, func(from io.Reader) (err error) {
		body, err = readJSON(from)
		return err
	})
	if err != nil {
		return nil, err
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	res.ContentLength = int64(len(body))
	res.Header.Set("Content-Type", "application/json")
	return res, nil
}

// send sends a request until it is answered or the bound is reached: four
// attempts, and twice the time of one. read takes the body of a good answer;
// where it gives ErrCutOff, the request is repeated. Errors: read's, *Error where
// the status is not a good one, net/http's and those of Config.Secret.
func (t *transport) send(req *http.Request, read func(body io.Reader) error) (*http.Response, error) {
	secret, err := t.plaidSecret(req.Context())
	if err != nil {
		return nil, err
	}
	client := t.clientFor(req.URL.Path)
	ctx, cancel := context.WithTimeout(req.Context(), 2*client.HTTPClient.Timeout)
	defer cancel()
	req = req.Clone(ctx) // whoever sends it keeps theirs
	req.Header.Set("PLAID-SECRET", secret)
	retryable, err := retryablehttp.FromRequest(req)
	if err != nil {
		return nil, fmt.Errorf("read request: %w", err)
	}
	accept := func(res *http.Response) error { return without(secret, accept(res, read)) }
	retryable.SetResponseHandler(accept)
	res, err := client.Do(retryable)
	if err != nil {
		if res != nil {
			res.Body.Close()
		}
		return nil, err
	}
	if res.StatusCode/100 != 2 { // the last attempt's answer, which no handler saw
		return nil, accept(res)
	}
	return res, nil
}

// without takes a secret that an answer echoes out of an *Error.
func without(secret string, err error) error {
	var answer *Error
	if errors.As(err, &answer) {
		for _, said := range []*string{&answer.Type, &answer.Code, &answer.RequestID, &answer.Display} {
			if strings.Contains(*said, secret) {
				*said = "unreadable"
			}
		}
	}
	return err
}

// Answers that are none, and pages that cannot be used. ErrCutOff is repeated
// before it is given.
var (
	ErrCutOff  = pages.ErrCutOff
	ErrTooLong = pages.ErrTooLong
	ErrShape   = pages.ErrShape
	ErrBadRow  = pages.ErrBadRow
)

// accept reads an answer: the body of a good one, the error of another.
func accept(res *http.Response, read func(io.Reader) error) error {
	defer res.Body.Close()
	good, most := res.StatusCode/100 == 2, maxBody
	is := func(endpoint string) bool { return strings.HasSuffix(res.Request.URL.Path, endpoint) }
	if good && slices.ContainsFunc(documents, is) {
		most = maxDocument
	}
	if res.ContentLength > int64(most) {
		return ErrTooLong
	}
	body := &limitedBody{r: res.Body, left: most}
	if good {
		return read(body)
	}
	said, err := readAll(nil, body)
	if err != nil {
		return err
	}
	return ReadError(res.StatusCode, said)
}

// readJSON reads a whole body of JSON for plaid-go.
func readJSON(from io.Reader) ([]byte, error) {
	body, err := readAll(nil, &limitedBody{r: from, left: maxModel})
	switch {
	case err != nil:
		return nil, err
	case bytes.Count(body, []byte("{")) > maxObjects, bytes.Count(body, []byte(",")) > maxMembers:
		return nil, ErrTooLong
	case notJSON(body):
		return nil, &Error{Status: http.StatusOK}
	case !json.Valid(body):
		return nil, ErrCutOff
	}
	return body, nil
}

// notJSON recognises the pages of proxies and portals.
func notJSON(b []byte) bool { return bytes.HasPrefix(bytes.TrimSpace(b), []byte("<")) }

// readAll reads a whole body into the memory of b, or into more where it is
// longer, but never into more than the longest one needs. ErrCutOff: the body
// cannot be read to its end.
func readAll(b []byte, from io.Reader) ([]byte, error) {
	for b = b[:0]; ; {
		if len(b) == cap(b) {
			b = append(make([]byte, 0, min(max(2*cap(b), 64<<10), maxBody+1)), b...)
		}
		n, err := from.Read(b[len(b):cap(b)])
		b = b[:len(b)+n]
		switch {
		case errors.Is(err, io.EOF):
			return b, nil
		case errors.Is(err, ErrTooLong):
			return b, err
		case err != nil:
			return b, fmt.Errorf("%w: %w", ErrCutOff, err)
		}
	}
}

// limitedBody fails with ErrTooLong where io.LimitReader would end.
type limitedBody struct {
	r    io.Reader
	left int
}

func (l *limitedBody) Read(p []byte) (int, error) {
	n, err := l.r.Read(p)
	if l.left -= n; l.left < 0 {
		return 0, ErrTooLong
	}
	return n, err
}

// checkRetry repeats what may pass by itself within seconds. A rate limit is a
// limit a minute: without a Retry-After that is short enough it is an answer.
func checkRetry(ctx context.Context, res *http.Response, err error) (bool, error) {
	if ctx.Err() != nil {
		return false, ctx.Err()
	}
	var answer *Error
	switch {
	case errors.As(err, &answer), errors.Is(err, ErrTooLong), errors.Is(err, ErrBadRow), errors.Is(err, ErrShape):
		return false, err
	case errors.As(err, new(*fs.PathError)): // what came could not be written down here
		return false, err
	case err != nil:
		retry, _ := retryablehttp.DefaultRetryPolicy(ctx, nil, err)
		return retry, nil
	case res.Header.Get("Retry-After") != "":
		wait := retryablehttp.DefaultBackoff(0, 0, 0, res)
		retry, _ := retryablehttp.DefaultRetryPolicy(ctx, res, nil)
		return retry && wait <= maxRetryWait, nil
	case res.StatusCode == http.StatusTooManyRequests:
		return false, nil
	}
	retry, _ := retryablehttp.DefaultRetryPolicy(ctx, res, nil)
	return retry, nil
}

// backoff is what the server asks for, or doubles; with jitter on top, so that
// many Items do not come back at the same instant.
func backoff(minWait, maxWait time.Duration, attempt int, res *http.Response) time.Duration {
	wait := retryablehttp.DefaultBackoff(minWait, maxWait, attempt, res)
	return wait + rand.N(wait/2+1)
}
