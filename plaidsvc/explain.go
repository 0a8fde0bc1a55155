package plaidsvc

import (
	"errors"

	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
)

// explain turns a failure into an *Error about a bank, which may be empty where
// none is known yet. An *Error and the outcomes of Link stay as they are.
func (s *Service) explain(bank string, err error) error {
	var known *problem.Error
	var duplicate *DuplicateError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &known), errors.As(err, &duplicate),
		errors.Is(err, ErrLinkCancelled), errors.Is(err, ErrLinkExpired):
		return err
	}
	e := problem.Of(err, bank, s.now())
	if e.Turn == ledger.TurnBug { // its sentence sends the person to the log
		s.log.Warn("refused", "code", e.Code, "request", e.RequestID, "err", e.Err)
	}
	return e
}
