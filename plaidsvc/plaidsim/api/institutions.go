package api

import (
	"slices"
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// institutionOptions are the options of all three endpoints.
type institutionOptions struct {
	Products       []string `json:"products"`
	RoutingNumbers []string `json:"routing_numbers"`
	OAuth          *bool    `json:"oauth"`
	Look           bool     `json:"include_optional_metadata"`
	Status         bool     `json:"include_status"`
	Auth           bool     `json:"include_auth_metadata"`
	Payment        bool     `json:"include_payment_initiation_metadata"`
}

// admits reports whether the options let a bank through.
func (o institutionOptions) admits(b *bank.Institution) bool {
	return (o.OAuth == nil || *o.OAuth == b.OAuth) && b.Supports(o.Products) &&
		(len(o.RoutingNumbers) == 0 || slices.ContainsFunc(b.Routing, func(r string) bool { return slices.Contains(o.RoutingNumbers, r) }))
}

// InstitutionsGet serves /institutions/get: the banks of some countries, page
// by page.
func InstitutionsGet(c *bank.Call, in struct {
	Count     int                `json:"count"`
	Offset    int                `json:"offset"`
	Countries []string           `json:"country_codes"`
	Options   institutionOptions `json:"options"`
},
) (any, *wire.Error) {
	if err := wire.CheckCountries(in.Countries); err != nil {
		return nil, err
	}
	found := []wire.Object{}
	for _, b := range bank.Institutions {
		if b.Serves(in.Countries, nil) && in.Options.admits(b) {
			found = append(found, institutionJSON(b, in.Options, c.Now))
		}
	}
	total := len(found)
	found = found[min(in.Offset, total):]
	return wire.Object{"institutions": found[:min(in.Count, len(found))], "total": total}, nil
}

// InstitutionsGetByID serves /institutions/get_by_id: one bank.
func InstitutionsGetByID(c *bank.Call, in struct {
	ID        string             `json:"institution_id"`
	Countries []string           `json:"country_codes"`
	Options   institutionOptions `json:"options"`
},
) (any, *wire.Error) {
	if err := wire.CheckCountries(in.Countries); err != nil {
		return nil, err
	}
	b := bank.InstitutionByID(in.ID)
	if b == nil || !b.Serves(in.Countries, nil) {
		return nil, wire.ErrInstitution
	}
	return wire.Object{"institution": institutionJSON(b, in.Options, c.Now)}, nil
}

// InstitutionsSearch serves /institutions/search: up to ten banks whose names
// hold every word.
func InstitutionsSearch(c *bank.Call, in struct {
	Query     string             `json:"query"`
	Products  []string           `json:"products"`
	Countries []string           `json:"country_codes"`
	Options   institutionOptions `json:"options"`
},
) (any, *wire.Error) {
	if err := wire.CheckCountries(in.Countries); err != nil {
		return nil, err
	}
	if strings.TrimSpace(in.Query) == "" {
		return nil, wire.InvalidField("query must be a non-empty string")
	}
	found := []wire.Object{}
	for _, b := range bank.SearchInstitutions(in.Query, in.Countries, in.Products) {
		if in.Options.admits(b) && len(found) < 10 {
			found = append(found, institutionJSON(b, in.Options, c.Now))
		}
	}
	return wire.Object{"institutions": found}, nil
}

// institutionJSON is the bank as Plaid shows it.
func institutionJSON(b *bank.Institution, o institutionOptions, now time.Time) wire.Object {
	out := wire.Object{
		"institution_id": b.ID, "name": b.Name, "products": b.Products, "country_codes": b.Countries,
		"routing_numbers": wire.NonNil(b.Routing), "dtc_numbers": []string{}, "oauth": b.OAuth,
	}
	if o.Look {
		out["url"], out["primary_color"], out["logo"] = b.Site(), b.Color, b.Logo()
	}
	if o.Status {
		out["status"] = institutionStatus(b, now)
	}
	if o.Auth {
		out["auth_metadata"] = nil
		if b.Supports([]string{"auth"}) {
			out["auth_metadata"] = wire.Object{"supported_methods": wire.Object{
				"instant_auth": true, "instant_match": b.ID == "ins_109512", "automated_micro_deposits": b.ID == "ins_109512", "instant_micro_deposits": b.ID == "ins_109512",
			}}
		}
	}
	if o.Payment {
		out["payment_initiation_metadata"] = nil
		if b.Supports([]string{"payment_initiation"}) {
			out["payment_initiation_metadata"] = wire.Object{
				"supports_international_payments": false, "supports_sepa_instant": false, "supports_refund_details": true, "supports_payment_consents": true,
				"maximum_payment_amount": wire.Object{"GBP": "10000"},
				"standing_order_metadata": wire.Object{
					"supports_standing_order_end_date": true, "supports_standing_order_negative_execution_days": false, "valid_standing_order_intervals": []string{"WEEKLY", "MONTHLY"},
				},
			}
		}
	}
	return out
}

// institutionStatus is the bank's health, the same for all its products.
func institutionStatus(b *bank.Institution, now time.Time) wire.Object {
	health, success, failed, refresh := "HEALTHY", 0.99, 0.01, "NORMAL"
	switch b.Health {
	case "DOWN", "UNSUPPORTED":
		health, success, failed, refresh = "DOWN", 0.01, 0.99, "STOPPED"
	case "DEGRADED":
		health, success, failed, refresh = "DEGRADED", 0.6, 0.4, "DELAYED"
	}
	status := func(product string, more wire.Object) any {
		if !b.Supports([]string{product}) {
			return nil
		}
		breakdown := wire.With(wire.Object{"success": success, "error_plaid": 0.0, "error_institution": failed}, more)
		return wire.Object{"status": health, "last_status_change": now.Truncate(24 * time.Hour).Format(time.RFC3339), "breakdown": breakdown}
	}
	refreshed := wire.Object{"refresh_interval": refresh} // of data that Plaid fetches at intervals
	return wire.Object{
		"item_logins": status("balance", nil), "auth": status("auth", nil), "identity": status("identity", nil),
		"transactions_updates": status("transactions", refreshed), "investments": status("investments", nil), "investments_updates": status("investments", refreshed),
		"liabilities": status("liabilities", nil), "liabilities_updates": status("liabilities", refreshed),
		"health_incidents": []wire.Object{},
	}
}
