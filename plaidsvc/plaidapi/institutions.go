package plaidapi

import (
	"context"
	"regexp"
	"time"
)

// Institution is a bank as Plaid lists it. Texts are cleaned.
type Institution struct {
	ID        string
	Name      string
	Countries []string // ISO 3166 codes
	Products  []string // by Plaid's names
	OAuth     bool     // some or all of its logins go through the bank's own page

	// What InstitutionDetails adds; empty where Plaid says none.
	URL       string
	Color     string // #rrggbb
	Routing   []string
	Health    []Health
	Incidents []Incident
}

// Health is how one of Plaid's services works at a bank lately
// (/institutions/get_by_id, include_status).
type Health struct {
	Service     string // as Plaid names it: item_logins, transactions_updates, …
	Status      string // HEALTHY, DEGRADED or DOWN; another, as Plaid says it
	Since       time.Time
	Success     *float64 // the part of the requests that worked, 0 to 1; nil: not said
	FailedBank  *float64 // that failed at the bank
	FailedPlaid *float64 // that failed at Plaid
	Refresh     string   // of what Plaid fetches at intervals: NORMAL, DELAYED, STOPPED; empty: not said
}

// Incident is a trouble at a bank that Plaid tells of. Ended is zero while it
// lasts.
type Incident struct {
	Title        string
	Began, Ended time.Time
}

// InstitutionQuery says which banks are searched for.
type InstitutionQuery struct {
	Words     string
	Countries []string // empty: those of Config
	Products  []string // that a bank must have all of
	OAuth     *bool    // nil: whether or not
}

// institutionJSON is a bank in Plaid's answers. plaid-go is not used: its models
// know but the products of their day.
type institutionJSON struct {
	ID        string      `json:"institution_id"`
	Name      string      `json:"name"`
	Countries []string    `json:"country_codes"`
	Products  []string    `json:"products"`
	OAuth     bool        `json:"oauth"`
	URL       string      `json:"url"`
	Color     string      `json:"primary_color"`
	Routing   []string    `json:"routing_numbers"`
	Status    *statusJSON `json:"status"`
}

type statusJSON struct {
	Logins             *healthJSON    `json:"item_logins"`
	Transactions       *healthJSON    `json:"transactions_updates"`
	Auth               *healthJSON    `json:"auth"`
	Identity           *healthJSON    `json:"identity"`
	Investments        *healthJSON    `json:"investments"`
	InvestmentsUpdates *healthJSON    `json:"investments_updates"`
	Liabilities        *healthJSON    `json:"liabilities"`
	LiabilitiesUpdates *healthJSON    `json:"liabilities_updates"`
	Incidents          []incidentJSON `json:"health_incidents"`
}

type healthJSON struct {
	Status    string    `json:"status"`
	Since     time.Time `json:"last_status_change"`
	Breakdown struct {
		Success     *float64 `json:"success"`
		FailedBank  *float64 `json:"error_institution"`
		FailedPlaid *float64 `json:"error_plaid"`
		Refresh     string   `json:"refresh_interval"`
	} `json:"breakdown"`
}

type incidentJSON struct {
	Title string    `json:"title"`
	Began time.Time `json:"start_date"`
	Ended time.Time `json:"end_date"`
}

// colour is what a terminal may be given as one: a bank's text is not.
var colour = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func (j institutionJSON) institution() Institution {
	b := Institution{
		ID: CodeOnly(j.ID), Name: OneLine(j.Name, 100), Countries: codes(j.Countries), Products: codes(j.Products), OAuth: j.OAuth,
		URL: OneLine(j.URL, 200), Routing: codes(j.Routing),
	}
	if colour.MatchString(j.Color) {
		b.Color = j.Color
	}
	s := j.Status
	if s == nil {
		return b
	}
	for _, of := range []struct {
		service string
		health  *healthJSON
	}{
		{"item_logins", s.Logins},
		{"transactions_updates", s.Transactions},
		{"auth", s.Auth},
		{"identity", s.Identity},
		{"investments", s.Investments},
		{"investments_updates", s.InvestmentsUpdates},
		{"liabilities", s.Liabilities},
		{"liabilities_updates", s.LiabilitiesUpdates},
	} {
		if h := of.health; h != nil {
			b.Health = append(b.Health, Health{
				Service: of.service, Status: CodeOnly(h.Status), Since: h.Since.UTC(),
				Success: h.Breakdown.Success, FailedBank: h.Breakdown.FailedBank, FailedPlaid: h.Breakdown.FailedPlaid,
				Refresh: CodeOnly(h.Breakdown.Refresh),
			})
		}
	}
	for _, i := range s.Incidents {
		b.Incidents = append(b.Incidents, Incident{OneLine(i.Title, 200), i.Began.UTC(), i.Ended.UTC()})
	}
	return b
}

// codes cleans a list of codes.
func codes(list []string) []string {
	clean := make([]string, len(list))
	for i, code := range list {
		clean[i] = CodeOnly(code)
	}
	return clean
}

// institutionOptions are those of /institutions/get_by_id and, but for the first
// two, of /institutions/search.
type institutionOptions struct {
	Look   bool  `json:"include_optional_metadata,omitempty"`
	Status bool  `json:"include_status,omitempty"`
	OAuth  *bool `json:"oauth,omitempty"`
}

// Institution asks /institutions/get_by_id for a bank of Config's countries,
// without what InstitutionDetails adds.
func (c *Client) Institution(ctx context.Context, id string) (Institution, error) {
	return c.institution(ctx, id, nil, institutionOptions{})
}

// InstitutionDetails asks /institutions/get_by_id for all of a bank of some
// countries; none: those of Config. Plaid bills nothing for it. Errors: *Error
// with INVALID_INSTITUTION where no bank of these countries has the id.
func (c *Client) InstitutionDetails(ctx context.Context, id string, countries []string) (Institution, error) {
	return c.institution(ctx, id, countries, institutionOptions{Look: true, Status: true})
}

func (c *Client) institution(ctx context.Context, id string, countries []string, options institutionOptions) (Institution, error) {
	answer, err := ask[struct {
		Institution institutionJSON `json:"institution"`
	}](ctx, c, "/institutions/get_by_id", struct {
		ID        string             `json:"institution_id"`
		Countries []string           `json:"country_codes"`
		Options   institutionOptions `json:"options"`
	}{id, c.countriesOr(countries), options})
	return answer.Institution.institution(), err
}

// SearchInstitutions asks /institutions/search: at most ten banks. Plaid bills
// nothing for it.
func (c *Client) SearchInstitutions(ctx context.Context, q InstitutionQuery) ([]Institution, error) {
	answer, err := ask[struct {
		Institutions []institutionJSON `json:"institutions"`
	}](ctx, c, "/institutions/search", struct {
		Query     string             `json:"query"`
		Countries []string           `json:"country_codes"`
		Products  []string           `json:"products,omitempty"`
		Options   institutionOptions `json:"options"`
	}{q.Words, c.countriesOr(q.Countries), q.Products, institutionOptions{OAuth: q.OAuth}})
	banks := make([]Institution, len(answer.Institutions))
	for i, j := range answer.Institutions {
		banks[i] = j.institution()
	}
	return banks, err
}

// countriesOr gives countries, or Config's where there are none.
func (c *Client) countriesOr(countries []string) []string {
	if len(countries) > 0 {
		return countries
	}
	all := make([]string, len(c.countries))
	for i, code := range c.countries {
		all[i] = string(code)
	}
	return all
}
