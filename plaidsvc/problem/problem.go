package problem

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/url"
	"strings"
	"syscall"
	"time"

	"passbook/plaidsvc/link"
	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/vault"
	"passbook/storage"
	"passbook/storage/ledger"
)

// Error is a failure in words, with who must act. Its Err holds codes and
// ids, never a token, a key or a body: its text is fit for the log.
type Error struct {
	ledger.Problem
	Err error
}

func (e *Error) Error() string { return e.Sentence }
func (e *Error) Unwrap() error { return e.Err }

// Of turns a failure into a problem of a bank, which may be empty where
// none is known yet: its code, who has to act, and a sentence for the person.
// The failure is Plaid's answer, the end of Link, or what went wrong on this
// machine or on the way.
func Of(err error, bank string, now time.Time) *Error {
	var exit *link.ExitError
	var answer *plaidapi.Error
	switch {
	case errors.As(err, &exit):
		answer = &plaidapi.Error{Status: 400, Type: "ITEM_ERROR", Code: plaidapi.CodeOnly(exit.ErrorCode), Display: plaidapi.Said(exit.DisplayMessage, 300), RequestID: plaidapi.CodeOnly(exit.RequestID)}
		if bank == "" {
			bank = exit.Institution
		}
	case errors.As(err, &answer):
	}
	bank = plaidapi.OneLine(bank, 60)
	p := ledger.Problem{Since: now}
	if answer != nil {
		a := adviceFor(answer)
		p.Code, p.Actor, p.RequestID = answer.Code, a.actor, answer.RequestID
		p.Sentence = Sentence(a.text, bank)
		if answer.Display != "" && a.show {
			p.Sentence = Sentence("{bank} says: ", bank) + strings.TrimSuffix(answer.Display, ".") + "."
		}
		return &Error{Problem: p, Err: answer}
	}
	actor, text := explainLocal(err)
	p.Actor, p.Sentence = actor, Sentence(text, bank)
	if request := (*url.Error)(nil); errors.As(err, &request) {
		err = cleaned{withoutURL(err)}
	}
	return &Error{Problem: p, Err: err}
}

// cleaned is an error of a request, whose text may quote what a server sent: for
// the log it is one line, without what may be a token.
type cleaned struct{ error }

func (c cleaned) Error() string { return plaidapi.Said(c.error.Error(), 300) }
func (c cleaned) Unwrap() error { return c.error }

// explainLocal says what failed on this side of Plaid or on the way there, with
// {bank} for the bank's name.
func explainLocal(err error) (ledger.Actor, string) {
	var dns *net.DNSError
	var op *net.OpError
	var timeout net.Error
	var unknown x509.UnknownAuthorityError
	var wrongHost x509.HostnameError
	var badCert *tls.CertificateVerificationError
	var noPort *link.PortError
	var noVault *vault.UnavailableError
	var notTLS tls.RecordHeaderError
	var another *storage.OwnerError
	switch {
	case errors.Is(err, context.Canceled):
		return ledger.ActorWait, "Cancelled."
	case errors.As(err, &noPort):
		return ledger.ActorSetup, "{bank}: " + noPort.Error() + "."
	case errors.As(err, &noVault):
		return ledger.ActorSetup, noVault.Sentence
	case errors.As(err, &another):
		return ledger.ActorSetup, "{bank}: " + another.Error() + "."
	case errors.Is(err, storage.ErrConflict), errors.Is(err, storage.ErrLocked):
		return ledger.ActorWait, "{bank}: " + innermost(err).Error() + "."
	case errors.Is(err, storage.ErrDiskFull), errors.Is(err, storage.ErrReadOnly), errors.Is(err, storage.ErrCorrupt):
		return ledger.ActorSetup, "{bank}: " + innermost(err).Error() + "."
	case errors.Is(err, plaidapi.ErrBadRow):
		return ledger.ActorBug, "{bank}: Plaid sent a transaction that cannot be read; the log names it. What was there before stays."
	case errors.Is(err, plaidapi.ErrShape):
		return ledger.ActorBug, "{bank}: Plaid's answer does not have the documented shape. Cached data stays."
	case errors.Is(err, plaidapi.ErrTooLong):
		return ledger.ActorBug, "{bank}: Plaid's answer is too long to be true; it was not read."
	case errors.As(err, &unknown), errors.As(err, &wrongHost), errors.As(err, &badCert), errors.As(err, &notTLS):
		return ledger.ActorSetup, "The connection to Plaid is not safe: its certificate is not trusted. Check the clock, the proxy and PLAID_BASE_URL."
	case errors.As(err, &dns):
		return ledger.ActorWait, "No network, or Plaid's name is not found. Cached data stays; passbook tries again."
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return ledger.ActorWait, "{bank}: Plaid did not answer in time. Cached data stays; passbook tries again."
	case errors.As(err, &op):
		return ledger.ActorWait, "Plaid cannot be reached. Cached data stays; passbook tries again."
	case errors.Is(err, plaidapi.ErrCutOff), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return ledger.ActorWait, "{bank}: Plaid's answer broke off. Cached data stays; passbook tries again."
	}
	// What a library says may quote whoever is at the other end. It is for the log.
	var request *url.Error
	var system syscall.Errno
	switch {
	case errors.As(err, &request):
		return ledger.ActorWait, "{bank}: what came from the Plaid address could not be read. Cached data stays; passbook tries again."
	case errors.As(err, &system):
		return ledger.ActorBug, "{bank}: " + plaidapi.OneLine(err.Error(), 300) + "."
	}
	return ledger.ActorBug, "{bank}: passbook failed in a way that it does not know; the log says more. What was there before stays."
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
