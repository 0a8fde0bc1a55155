package plaidsvc

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strings"
	"time"
	"unicode"

	"passbook/plaidsvc/link"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

// Error is a failure in words, with whose turn it is. Its Err holds codes and
// ids, never a token, a key or a body.
type Error struct {
	ledger.Problem
	Err error
}

func (e *Error) Error() string { return e.Sentence }
func (e *Error) Unwrap() error { return e.Err }

// plaidError is Plaid's error body, or the bare status where the body is not
// one.
type plaidError struct {
	status    int
	kind      string // error_type
	code      string // error_code
	display   string // display_message, cleaned; empty where null
	requestID string
	foreign   bool // an INVALID_FIELD that is about the cursor
}

func (e *plaidError) Error() string {
	if e.code == "" {
		return fmt.Sprintf("http status %d", e.status)
	}
	return fmt.Sprintf("%s/%s, http status %d, request %s", e.kind, e.code, e.status, e.requestID)
}

// readPlaidError reads the body of a failed request. It is our own reading and
// not plaid-go's, because that takes an empty body for an error without a code
// and fails on what proxies send.
func readPlaidError(status int, body []byte) *plaidError {
	var b struct {
		Type      string  `json:"error_type"`
		Code      string  `json:"error_code"`
		Message   string  `json:"error_message"`
		Display   *string `json:"display_message"`
		RequestID string  `json:"request_id"`
	}
	e := &plaidError{status: status}
	if json.Unmarshal(body, &b) != nil {
		return e
	}
	e.kind, e.code, e.requestID = word(b.Type), word(b.Code), word(b.RequestID)
	if b.Display != nil {
		e.display = clean(*b.Display, 300)
	}
	e.foreign = e.code == "INVALID_FIELD" && strings.Contains(strings.ToLower(b.Message), "cursor")
	return e
}

// word lets only a code or an id through: nothing that has the shape of a
// token, which holds dashes.
func word(s string) string {
	ok := func(r rune) bool {
		return r == '_' || (r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)))
	}
	if len(s) > 80 || strings.ContainsFunc(s, func(r rune) bool { return !ok(r) }) {
		return "unreadable"
	}
	return s
}

// clean makes one line of text that came from outside: no control, format or
// private characters, runs of spaces joined, at most limit runes.
func clean(s string, limit int) string {
	if len(s) > 16*limit {
		s = s[:16*limit]
	}
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Cc, r):
			return ' '
		case r == unicode.ReplacementChar || unicode.In(r, unicode.Cf, unicode.Co, unicode.Cs):
			return -1
		}
		return r
	}, s)
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > limit {
		return string(r[:limit]) + "…"
	}
	return s
}

// problemOf turns a failure into a problem of a bank, which may be empty where
// none is known yet: its code, who has to act, and a sentence for the person.
// The failure is Plaid's answer, the end of Link, or what went wrong on this
// machine or on the way.
func problemOf(err error, bank string, now time.Time) *Error {
	var exit *link.ExitError
	var answer *plaidError
	switch {
	case errors.As(err, &exit):
		answer = &plaidError{status: 400, kind: "ITEM_ERROR", code: word(exit.ErrorCode), display: clean(exit.DisplayMessage, 300)}
		if bank == "" {
			bank = exit.Institution
		}
	case errors.As(err, &answer):
	}
	bank = clean(bank, 60)
	p := ledger.Problem{Since: now}
	if answer != nil {
		a := adviceFor(answer)
		p.Code, p.Turn, p.RequestID = answer.code, a.turn, answer.requestID
		p.Sentence = sentence(a.text, bank)
		if answer.display != "" && a.show {
			p.Sentence = sentence("{bank} says: ", bank) + strings.TrimSuffix(answer.display, ".") + "."
		}
		return &Error{Problem: p, Err: answer}
	}
	turn, text := explainLocal(err)
	p.Turn, p.Sentence = turn, sentence(text, bank)
	return &Error{Problem: p, Err: withoutURL(err)}
}

var errShape = errors.New("the answer does not have the documented shape")

// explainLocal says what failed on this side of Plaid or on the way there, with
// {bank} for the bank's name.
func explainLocal(err error) (ledger.Turn, string) {
	var dns *net.DNSError
	var op *net.OpError
	var timeout net.Error
	var unknown x509.UnknownAuthorityError
	var wrongHost x509.HostnameError
	var badCert *tls.CertificateVerificationError
	var noPort *link.PortError
	var noVault *vault.UnavailableError
	var notTLS tls.RecordHeaderError
	switch {
	case errors.Is(err, context.Canceled):
		return ledger.TurnWait, "Cancelled."
	case errors.As(err, &noPort):
		return ledger.TurnSetup, "{bank}: " + noPort.Error() + "."
	case errors.As(err, &noVault):
		return ledger.TurnSetup, noVault.Sentence
	case errors.Is(err, storage.ErrConflict), errors.Is(err, storage.ErrLocked):
		return ledger.TurnWait, "{bank}: " + innermost(err).Error() + "."
	case errors.Is(err, storage.ErrDiskFull), errors.Is(err, storage.ErrReadOnly), errors.Is(err, storage.ErrCorrupt):
		return ledger.TurnSetup, "{bank}: " + innermost(err).Error() + "."
	case errors.Is(err, errBadPage):
		return ledger.TurnBug, "{bank}: Plaid sent a transaction that cannot be read; the log names it. What was there before stays."
	case errors.Is(err, errShape):
		return ledger.TurnBug, "{bank}: Plaid's answer does not have the documented shape. Cached data stays."
	case errors.Is(err, errTooLong):
		return ledger.TurnBug, "{bank}: Plaid's answer is too long to be true; it was not read."
	case errors.As(err, &unknown), errors.As(err, &wrongHost), errors.As(err, &badCert), errors.As(err, &notTLS):
		return ledger.TurnSetup, "The connection to Plaid is not safe: its certificate is not trusted. Check the clock, the proxy and PLAID_BASE_URL."
	case errors.As(err, &dns):
		return ledger.TurnWait, "No network, or Plaid's name is not found. Cached data stays; passbook tries again."
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return ledger.TurnWait, "{bank}: Plaid did not answer in time. Cached data stays; passbook tries again."
	case errors.As(err, &op):
		return ledger.TurnWait, "Plaid cannot be reached. Cached data stays; passbook tries again."
	case errors.Is(err, errHalf), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return ledger.TurnWait, "{bank}: Plaid's answer broke off. Cached data stays; passbook tries again."
	}
	return ledger.TurnBug, "{bank}: " + clean(withoutURL(err).Error(), 300) + "."
}

// innermost is the last of a chain of wrapped errors: storage's sentence.
func innermost(err error) error {
	for next := errors.Unwrap(err); next != nil; next = errors.Unwrap(err) {
		err = next
	}
	return err
}

// withoutURL takes the request's address out of an error; two clients, one
// within the other, have each put it in.
func withoutURL(err error) error {
	for u := (*url.Error)(nil); errors.As(err, &u); u = nil {
		err = u.Err
	}
	return err
}
