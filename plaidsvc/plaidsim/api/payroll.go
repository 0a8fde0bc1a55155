package api

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// PayrollIncomeGet serves /credit/payroll_income/get: paystubs and tax forms of
// a person's Items at the payroll bank, and of custom users with documents.
func PayrollIncomeGet(c *bank.Call, in struct {
	personRequest
	Options struct {
		ItemIDs []string `json:"item_ids"`
	} `json:"options"`
},
) (any, *wire.Error) {
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	items := []wire.Object{}
	for _, it := range payrollItems(c, u, in.Options.ItemIDs) {
		items = append(items, payrollOf(it, c.Now))
	}
	return wire.Object{"items": items}, nil
}

// payrollItems are a person's Items that have paystubs or tax forms; no ids: all
// of them.
func payrollItems(c *bank.Call, user wire.Object, ids []string) []*bank.Item {
	return slices.DeleteFunc(c.ItemsOf(user["user_id"].(string)), func(it *bank.Item) bool {
		return !it.Income.Gives("payroll") || len(ids) > 0 && !slices.Contains(ids, it.ID) || it.Institution.ID != bank.PayrollBank && len(it.Profile.Incomes) == 0
	})
}

// payrollOf is an Item with the documents of its accounts.
func payrollOf(it *bank.Item, now time.Time) wire.Object {
	accounts, incomes := []wire.Object{}, []wire.Object{}
	n := 0 // of the Item's paystubs
	for i := range it.Accounts {
		a := &it.Accounts[i]
		if !a.Shared && !a.IsPayroll() { // nobody chooses a payroll in Link
			continue
		}
		given := paystubsOf(it, a.Index)
		forms := it.Profile.Incomes[a.Index].W2s
		if len(given)+len(forms) == 0 {
			continue
		}
		stubs, w2s := []wire.Object{}, []wire.Object{}
		account := wire.Object{"account_id": a.ID, "pay_frequency": nil, "rate_of_pay": wire.Object{"pay_rate": nil, "pay_amount": nil}}
		for _, g := range given {
			stub := creditPaystub(paystubJSON(it, n, g, now))
			n++
			stubs = append(stubs, stub)
			account["pay_frequency"] = stub["pay_period_details"].(wire.Object)["pay_frequency"]
		}
		for i, form := range forms {
			id := draw.NewUUID(draw.Mix(it.Seed ^ uint64(a.Index)<<8 ^ uint64(i)))
			w2s = append(w2s, wire.With(form, wire.Object{"document_id": id, "document_metadata": documentMetadata("w2.pdf", "US_TAX_W2")}))
		}
		accounts = append(accounts, account)
		incomes = append(incomes, wire.Object{"account_id": a.ID, "pay_stubs": stubs, "w2s": w2s, "form1099s": []wire.Object{}, "i20s": []wire.Object{}})
	}
	return wire.Object{
		"item_id": it.ID, "institution_id": it.Institution.ID, "institution_name": it.Institution.Name, "accounts": accounts,
		"payroll_income": incomes, "status": wire.Object{"processing_status": "PROCESSING_COMPLETE"}, "updated_at": wire.Timestamp(it.Created),
	}
}

func documentMetadata(name, typ string) wire.Object {
	return wire.Object{"name": name, "document_type": typ, "download_url": nil, "status": "PROCESSING_COMPLETE", "page_count": 1}
}

// creditPaystub turns a paystub of /income/verification/paystubs/get into one
// of /credit/payroll_income/get, which has all keys and other words.
func creditPaystub(stub wire.Object) wire.Object {
	deductions, earnings := stub["deductions"].(wire.Object), stub["earnings"].(wire.Object)
	period, employee := stub["pay_period_details"].(wire.Object), stub["employee"].(wire.Object)
	frequency, _ := period["pay_frequency"].(string)
	married, _ := employee["marital_status"].(string)
	details := money(period, "end_date", "gross_earnings", "pay_date", "start_date")
	details["pay_amount"] = period["check_amount"]
	details["pay_frequency"] = wire.OrNull(strings.Replace(strings.TrimPrefix(frequency, "PAY_FREQUENCY_"), "SEMIM", "SEMI_M", 1))
	details["distribution_breakdown"] = monies(period["distribution_breakdown"], "account_name", "bank_name", "current_amount", "mask", "type")
	return wire.Object{
		"document_id": stub["doc_id"], "document_metadata": documentMetadata("paystub.pdf", "PAYSTUB"),
		"deductions": wire.Object{
			"breakdown": monies(deductions["breakdown"], "current_amount", "description", "ytd_amount"),
			"total":     money(deductions["total"], "current_amount", "ytd_amount"),
		},
		"earnings": wire.Object{
			"breakdown": monies(earnings["breakdown"], "canonical_description", "current_amount", "description", "hours", "rate", "ytd_amount"),
			"total":     money(earnings["total"], "current_amount", "hours", "ytd_amount"),
		},
		"employee": wire.With(employee, wire.Object{"marital_status": wire.OrNull(strings.ToUpper(married))}), "employer": stub["employer"],
		"net_pay":            money(stub["net_pay"], "current_amount", "description", "ytd_amount"),
		"pay_period_details": details,
	}
}

// money copies some keys of v, and its currency; without one it is dollars.
func money(v any, keys ...string) wire.Object {
	from, _ := v.(wire.Object)
	out := wire.Object{"iso_currency_code": from["iso_currency_code"], "unofficial_currency_code": from["unofficial_currency_code"]}
	if out["iso_currency_code"] == nil && out["unofficial_currency_code"] == nil {
		out["iso_currency_code"] = "USD"
	}
	for _, key := range keys {
		out[key] = from[key]
	}
	return out
}

// monies is money for every element of a list.
func monies(list any, keys ...string) []wire.Object {
	out := []wire.Object{}
	switch list := list.(type) {
	case []wire.Object:
		for _, v := range list {
			out = append(out, money(v, keys...))
		}
	case []any:
		for _, v := range list {
			out = append(out, money(v, keys...))
		}
	}
	return out
}

// byDate sorts transactions, oldest first.
func byDate(rows []*bank.Transaction) {
	slices.SortStableFunc(rows, func(a, b *bank.Transaction) int { return int(a.Date - b.Date) })
}

// PaystubsGet serves /income/verification/paystubs/get: the paystubs of an
// Item, newest first; two usual ones where none are configured.
func PaystubsGet(c *bank.Call, in itemRequest) (any, *wire.Error) {
	it, err := c.Reach(in.AccessToken, "income_verification")
	if err != nil {
		return nil, err
	}
	stubs, documents := []wire.Object{}, []wire.Object{}
	for i := range it.Accounts {
		for _, given := range paystubsOf(it, i) {
			stub := paystubJSON(it, len(stubs), given, c.Now)
			stubs = append(stubs, stub)
			documents = append(documents, wire.Object{
				"name": fmt.Sprintf("paystub_%d.pdf", len(stubs)), "status": "DOCUMENT_STATUS_PROCESSING_COMPLETE",
				"doc_id": stub["doc_id"], "doc_type": "DOCUMENT_TYPE_PAYSTUB",
			})
		}
	}
	return wire.Object{"paystubs": stubs, "document_metadata": documents}, nil
}

// paystubsOf are the configured paystubs of an account. If the Item has none at
// all, its first account has two usual ones: nil.
func paystubsOf(it *bank.Item, account int) []any {
	if len(it.Profile.Incomes) == 0 && account == 0 {
		return []any{nil, nil}
	}
	return it.Profile.Incomes[account].Paystubs
}

// paystubJSON is the Item's n-th paystub, each two weeks older than the one
// before. given replaces parts of the usual one.
func paystubJSON(it *bank.Item, n int, given any, now time.Time) wire.Object {
	return wire.Overlay(profile.Paystub(draw.NewUUID(it.Seed^uint64(n)), now.AddDate(0, 0, -14*n)), given)
}

// precheckConfidence is how likely an employer is supported: the Sandbox's test
// values, and any other name is HIGH.
func precheckConfidence(employer string, tokens []string) string {
	switch {
	case employer == "employer_bad" || slices.Contains(tokens, "access_bad"):
		return "LOW"
	case employer != "" || slices.Contains(tokens, "access_good"):
		return "HIGH"
	}
	return "UNKNOWN"
}

// employerRequest is the body of both prechecks.
type employerRequest struct {
	UserToken string   `json:"user_token"`
	Tokens    []string `json:"access_tokens"`
	Employer  struct {
		Name string `json:"name"`
	} `json:"employer"`
}

// IncomePrecheck serves /income/verification/precheck.
func IncomePrecheck(c *bank.Call, in employerRequest) (any, *wire.Error) {
	id := draw.NewUUID(c.Next())
	c.Collection("income precheck").Put(id, wire.Object{"employer": in.Employer.Name})
	return wire.Object{"precheck_id": id, "confidence": precheckConfidence(in.Employer.Name, in.Tokens)}, nil
}

// PayrollPrecheck serves /credit/payroll_income/precheck.
func PayrollPrecheck(c *bank.Call, in employerRequest) (any, *wire.Error) {
	if in.UserToken != "" {
		if _, err := c.Person(in.UserToken, ""); err != nil {
			return nil, err
		}
	}
	return wire.Object{"confidence": precheckConfidence(in.Employer.Name, in.Tokens)}, nil
}
