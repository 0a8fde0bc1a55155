package plaidapi

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/hashicorp/go-retryablehttp"
)

const (
	quickTimeout = 30 * time.Second // one attempt at an endpoint that answers from Plaid's cache
	liveTimeout  = 90 * time.Second // one attempt at an endpoint that asks the bank
	maxBody      = 32 << 20         // bytes of one answer; a page of 500 transactions has 0.8 MB
	maxRetryWait = 30 * time.Second // a longer Retry-After is left to the next sync
)

// Endpoints that are not safe to repeat: the first answer may be lost and the
// deed still done. Whoever calls them looks at the state first.
var unrepeatable = []string{
	"/item/public_token/exchange", "/item/access_token/invalidate", "/item/remove",
}

// Endpoints that go to the bank while the caller waits.
var live = []string{"/accounts/balance/get", "/transactions/refresh", "/investments/refresh", "/signal/evaluate"}

// transport carries the requests that plaid-go builds. Each attempt ends with
// the whole body read, so that half an answer is repeated like none; answers
// that plaid-go would trip over (no content type, no JSON, an empty error)
// never reach it: they become a *plaidError here.
type transport struct {
	base        *http.Transport
	quick, live *retryablehttp.Client
}

func newTransport(wait time.Duration) *transport {
	base := http.DefaultTransport.(*http.Transport).Clone()
	base.MaxIdleConnsPerHost = 8
	return &transport{base: base, quick: retrier(base, quickTimeout, wait), live: retrier(base, liveTimeout, wait)}
}

func retrier(base http.RoundTripper, timeout, wait time.Duration) *retryablehttp.Client {
	return &retryablehttp.Client{
		HTTPClient: &http.Client{
			Transport: base,
			Timeout:   timeout,
			// Plaid never redirects, and a redirect would carry the keys with it.
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		RetryMax:     3,
		RetryWaitMin: wait,
		RetryWaitMax: 16 * wait,
		CheckRetry:   checkRetry,
		Backoff:      backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
	}
}

// RoundTrip sends a request until it is answered or the bound is reached: four
// attempts, and twice the time of one. Its errors are *plaidError where
// somebody answered.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	client := t.quick
	if slices.ContainsFunc(live, func(p string) bool { return strings.HasSuffix(req.URL.Path, p) }) {
		client = t.live
	}
	ctx, cancel := context.WithTimeout(req.Context(), 2*client.HTTPClient.Timeout)
	defer cancel()
	if slices.ContainsFunc(unrepeatable, func(p string) bool { return strings.HasSuffix(req.URL.Path, p) }) {
		ctx = context.WithValue(ctx, onceKey{}, true)
	}
	retryable, err := retryablehttp.FromRequest(req.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("read request: %w", err)
	}
	var body []byte
	sink, _ := ctx.Value(sinkKey{}).(sink)
	retryable.SetResponseHandler(func(res *http.Response) error {
		var err error
		body, err = accept(res, sink)
		return err
	})
	res, err := client.Do(retryable)
	if err != nil {
		if res != nil {
			res.Body.Close()
		}
		return nil, err
	}
	if res.StatusCode/100 != 2 && body == nil { // the last attempt's answer, which no handler saw
		defer res.Body.Close()
		_, err := accept(res, nil)
		return nil, err
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	res.ContentLength = int64(len(body))
	res.Header.Set("Content-Type", "application/json")
	return res, nil
}

type (
	onceKey struct{}
	sinkKey struct{}
)

// A sink takes the body of an answer instead of plaid-go, which then sees an
// empty JSON object. An errHalf makes the transport ask again.
type sink func(body io.Reader) error

// withSink gives the answers of the calls made with it to s.
func withSink(ctx context.Context, s sink) context.Context {
	return context.WithValue(ctx, sinkKey{}, s)
}

var (
	ErrCutOff  = errors.New("the answer is not whole")
	ErrTooLong = fmt.Errorf("the answer is longer than %d MiB", maxBody>>20)
)

// accept reads an answer: the body of a good one, the error of another.
func accept(res *http.Response, s sink) ([]byte, error) {
	defer res.Body.Close()
	limited := &limitedBody{r: res.Body, left: maxBody}
	if res.StatusCode/100 == 2 && s != nil {
		return []byte("{}"), s(limited)
	}
	body, err := io.ReadAll(limited)
	if err != nil {
		return nil, err
	}
	if res.StatusCode/100 != 2 {
		return nil, ReadError(res.StatusCode, body)
	}
	if notJSON(body) {
		return nil, &Error{Status: res.StatusCode}
	}
	if !json.Valid(body) {
		return nil, ErrCutOff
	}
	return body, nil
}

// limitedBody fails with errTooLong where io.LimitReader would end.
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
	if once, _ := ctx.Value(onceKey{}).(bool); once {
		return false, nil
	}
	var answer *Error
	switch {
	case errors.As(err, &answer), errors.Is(err, ErrTooLong), errors.Is(err, ErrBadRow):
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
