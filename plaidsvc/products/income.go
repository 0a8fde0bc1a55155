package products

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/plaidsvc/vault"
	"passbook/storage/income"
	"passbook/storage/ledger"
)

// IncomeBilling says what Plaid bills for income.
const IncomeBilling = "Plaid bills income once for each bank or employer that is linked for it, and under some contracts each time that it is asked for."

// IncomeDays is how far back a bank's accounts are looked at for income, in days:
// the most that Plaid gives.
const IncomeDays = 731

// incomeLock is what calls about income take, as others take an Item.
var incomeLock = ledger.Item{ID: "income", Institution: "Income"}

// incomeUser is what the vault keeps about income: what Plaid calls the person, and
// what was linked for it.
type incomeUser struct {
	plaidapi.IncomeUser
	Bank    bool `json:"bank"`
	Payroll bool `json:"payroll"`
}

// errUnreadable says that what the vault has of income is none of passbook's.
var errUnreadable = errors.New("what is kept to ask for your income cannot be read: passbook income end drops it") // the decoder's error may quote it

// incomeUser gives what the vault keeps about income; false: nothing. Errors: those
// of the vault, errUnreadable.
func (p *Products) incomeUser(ctx context.Context) (u incomeUser, known bool, err error) {
	text, err := p.Vault.Get(ctx, vault.IncomeUser)
	if errors.Is(err, vault.ErrNotFound) {
		return u, false, nil
	}
	if err == nil && (json.Unmarshal([]byte(text), &u) != nil || u.IncomeUser == plaidapi.IncomeUser{}) {
		err = errUnreadable
	}
	return u, err == nil, err
}

func (p *Products) keepIncomeUser(ctx context.Context, u incomeUser) error {
	text, err := json.Marshal(u)
	if err != nil {
		return fmt.Errorf("write the user of income: %w", err)
	}
	return p.Vault.Set(ctx, vault.IncomeUser, string(text))
}

// LinkIncome has through take the person, or a test login, through a session for
// income: of an employer or of a bank. Plaid is told of a person when this is asked
// for the first time, and what it calls them lies in the vault and nowhere else.
// Where Plaid no longer knows them, it is told of one anew. Errors: *problem.Error,
// those of Link.
func (p *Products) LinkIncome(ctx context.Context, payroll bool, through func(plaidapi.IncomeUser) error) error {
	unlock, err := p.Lock(ctx, incomeLock)
	if err != nil {
		return p.Explain("", err)
	}
	defer unlock()
	u, known, err := p.incomeUser(ctx)
	if err == nil && known {
		err = through(u.IncomeUser)
		if isUnknownUser(err) {
			known, err = false, nil
		}
	}
	if err == nil && !known {
		u = incomeUser{}
		if u.IncomeUser, err = p.Plaid.NewIncomeUser(ctx, "income-"+rand.Text()); err == nil {
			err = p.keepIncomeUser(ctx, u)
		}
		if err == nil {
			err = through(u.IncomeUser)
		}
	}
	if err == nil {
		u.Bank, u.Payroll = u.Bank || !payroll, u.Payroll || payroll
		err = p.keepIncomeUser(ctx, u)
	}
	return p.explainIncome(err)
}

// isUnknownUser reports whether Plaid does not have the person.
func isUnknownUser(err error) bool {
	var answer *plaidapi.Error
	return errors.As(err, &answer) && slices.Contains(problem.UnknownUser, answer.Code)
}

// explainIncome makes of an error a *problem.Error about income.
func (p *Products) explainIncome(err error) error {
	if answer := (*plaidapi.Error)(nil); errors.As(err, &answer) {
		return problem.OfIncome(err, p.Now())
	}
	return p.Explain("", err)
}

// NothingLinked says that nothing was linked for income yet.
const NothingLinked = "Nothing is linked for income yet: passbook income link shows Plaid a bank or an employer."

// FetchIncome asks Plaid for the person's income, from banks and from employers,
// and keeps what comes in place of what came before. Plaid may bill it: see
// IncomeBilling. One of the two is kept where the other fails. Errors:
// *problem.Error, the first one.
func (p *Products) FetchIncome(ctx context.Context) error {
	unlock, err := p.Lock(ctx, incomeLock)
	if err != nil {
		return p.Explain("", err)
	}
	defer unlock()
	u, known, err := p.incomeUser(ctx)
	if err != nil {
		return p.Explain("", err)
	}
	if !known || !u.Bank && !u.Payroll {
		return &problem.Error{Problem: ledger.Problem{Code: "NO_INCOME_USER", Actor: ledger.ActorPerson, Since: p.Now(), Sentence: NothingLinked}}
	}
	if u.Bank {
		err = p.fetchSources(ctx, u.IncomeUser)
	}
	if u.Payroll && ctx.Err() == nil {
		if failed := p.fetchStubs(ctx, u.IncomeUser); err == nil {
			err = failed
		}
	}
	return p.explainIncome(err)
}

func (p *Products) fetchSources(ctx context.Context, u plaidapi.IncomeUser) error {
	sources, from, err := p.Plaid.BankIncome(ctx, u)
	if err != nil {
		return err
	}
	return income.SaveSources(ctx, p.DB, p.Now(), from, sources)
}

func (p *Products) fetchStubs(ctx context.Context, u plaidapi.IncomeUser) error {
	stubs, ready, err := p.Plaid.PayrollIncome(ctx, u)
	if err == nil && !ready {
		err = &plaidapi.Error{Status: http.StatusOK, Type: "INCOME_VERIFICATION_ERROR", Code: "PRODUCT_NOT_READY"}
	}
	if err != nil {
		return err
	}
	return income.SaveStubs(ctx, p.DB, p.Now(), stubs)
}

// EndIncome ends the person of their income at Plaid, with every login that was
// linked for it, and drops what was kept; false: there is none. Errors:
// *problem.Error.
func (p *Products) EndIncome(ctx context.Context) (bool, error) {
	unlock, err := p.Lock(ctx, incomeLock)
	if err != nil {
		return false, p.Explain("", err)
	}
	defer unlock()
	u, known, err := p.incomeUser(ctx)
	switch {
	case errors.Is(err, errUnreadable): // Plaid cannot be told
		known, err = true, nil
	case err == nil && known:
		if err = p.Plaid.RemoveIncomeUser(ctx, u.IncomeUser); isUnknownUser(err) {
			err = nil // an earlier try ended it
		}
	}
	if err == nil {
		err = p.Vault.Delete(ctx, vault.IncomeUser)
	}
	if err == nil {
		err = income.Forget(ctx, p.DB)
	}
	return known, p.explainIncome(err)
}
