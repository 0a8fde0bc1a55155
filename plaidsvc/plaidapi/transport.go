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
	repetitions  = 3                // of a request that was not answered
)

// Endpoints that are not safe to repeat: the first answer may be lost and the
// deed still done. Whoever calls them looks at the state first.
var unrepeatable = []string{
	"/item/public_token/exchange", "/item/access_token/invalidate", "/item/remove",
}

// Endpoints that go to the bank while the caller waits.
var live = []string{"/accounts/balance/get", "/transactions/refresh", "/investments/refresh", "/signal/evaluate"}

// transport carries every request: those that plaid-go builds, by RoundTrip,
// and those of post. Each attempt ends with the whole body read, so that half
// an answer is repeated like none; answers that plaid-go would trip over (no
// content type, no JSON, an empty error) never reach it: they become an *Error
// here.
type transport struct {
	base              *http.Transport
	quick, live, once *retryablehttp.Client // once does not repeat
}

// newTransport makes a transport that waits so long before it repeats a request
// for the first time.
func newTransport(wait time.Duration) *transport {
	base := http.DefaultTransport.(*http.Transport).Clone()
	base.MaxIdleConnsPerHost = 8
	return &transport{
		base:  base,
		quick: retrier(base, quickTimeout, wait, repetitions),
		live:  retrier(base, liveTimeout, wait, repetitions),
		once:  retrier(base, quickTimeout, wait, 0),
	}
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
	switch {
	case slices.ContainsFunc(unrepeatable, is):
		return t.once
	case slices.ContainsFunc(live, is):
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
// the status is not a good one, and net/http's.
func (t *transport) send(req *http.Request, read func(body io.Reader) error) (*http.Response, error) {
	client := t.clientFor(req.URL.Path)
	ctx, cancel := context.WithTimeout(req.Context(), 2*client.HTTPClient.Timeout)
	defer cancel()
	retryable, err := retryablehttp.FromRequest(req.WithContext(ctx))
	if err != nil {
		return nil, fmt.Errorf("read request: %w", err)
	}
	retryable.SetResponseHandler(func(res *http.Response) error { return accept(res, read) })
	res, err := client.Do(retryable)
	if err != nil {
		if res != nil {
			res.Body.Close()
		}
		return nil, err
	}
	if res.StatusCode/100 != 2 { // the last attempt's answer, which no handler saw
		return nil, accept(res, read)
	}
	return res, nil
}

// Answers that are none. ErrCutOff is repeated before it is given.
var (
	ErrCutOff  = errors.New("the answer is not whole")
	ErrTooLong = fmt.Errorf("the answer is longer than %d MiB", maxBody>>20)
)

// accept reads an answer: the body of a good one, the error of another.
func accept(res *http.Response, read func(io.Reader) error) error {
	defer res.Body.Close()
	body := &limitedBody{r: res.Body, left: maxBody}
	if res.StatusCode/100 == 2 {
		return read(body)
	}
	said, err := io.ReadAll(body)
	if err != nil {
		return err
	}
	return ReadError(res.StatusCode, said)
}

// readJSON reads a whole body of JSON.
func readJSON(from io.Reader) ([]byte, error) {
	body, err := io.ReadAll(from)
	switch {
	case err != nil:
		return nil, err
	case notJSON(body):
		return nil, &Error{Status: http.StatusOK}
	case !json.Valid(body):
		return nil, ErrCutOff
	}
	return body, nil
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
