package products

import (
	"context"
	"errors"
	"strings"

	"passbook/plaidsvc/plaidapi"
	"passbook/plaidsvc/problem"
	"passbook/storage/ledger"
)

// Institution is a bank as Plaid lists it.
type Institution = plaidapi.Institution

// InstitutionQuery says which banks are looked for.
type InstitutionQuery = plaidapi.InstitutionQuery

// Health is how a part of a bank answers Plaid.
type Health = plaidapi.Health

// SearchInstitutions gives at most ten banks that Plaid lists, whether they are
// linked or not. It is free, and names no Item. Errors: *problem.Error.
func (p *Products) SearchInstitutions(ctx context.Context, q InstitutionQuery) ([]Institution, error) {
	found, err := p.Plaid.SearchInstitutions(ctx, q)
	return found, p.explainInstitution("", q.Countries, err)
}

// Institution gives all that Plaid says of a bank of some countries; none: those
// of the settings. It is free. Errors: *problem.Error.
func (p *Products) Institution(ctx context.Context, id string, countries []string) (Institution, error) {
	found, err := p.Plaid.InstitutionDetails(ctx, id, countries)
	return found, p.explainInstitution(id, countries, err)
}

// explainInstitution says what the two refusals mean that a person can do something
// about: nothing asks again by itself.
func (p *Products) explainInstitution(id string, countries []string, err error) error {
	if err == nil {
		return nil
	}
	explained := p.Explain("", err)
	var answer *plaidapi.Error
	var said *problem.Error
	if !errors.As(err, &answer) || !errors.As(explained, &said) {
		return explained
	}
	where := "the countries of your settings"
	if len(countries) > 0 {
		where = strings.Join(countries, ", ")
	}
	switch {
	case answer.Code == "INVALID_INSTITUTION":
		said.Sentence = "Plaid lists no institution " + plaidapi.OneLine(id, 40) + " in " + where + ". passbook institutions WORD finds its id, and --country looks in another country."
	case answer.Type == "RATE_LIMIT_EXCEEDED" && said.Actor == ledger.ActorWait:
		said.Sentence = "Plaid's limit of searches a minute is reached. Ask again in a minute."
	}
	return said
}
