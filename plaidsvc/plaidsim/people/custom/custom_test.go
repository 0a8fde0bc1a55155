package custom

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

var testDay, _ = draw.ParseDay("2026-11-19")

// sample reads one of the sample configurations.
func sample(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("testdata", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestCustomErrorsNameTheKey(t *testing.T) {
	account := func(s string) string { return `{"override_accounts":[{"type":"depository"},{` + s + `}]}` }
	for _, c := range []struct{ password, want string }{
		{`pass_good`, "password must be a JSON document"},
		{`[]`, "password must be a JSON object"},
		{`{} {}`, "password must be one JSON document"},
		{`{"version":3}`, "version must be a whole number from 1 to 2"},
		{`{"override_accounts":{}}`, "override_accounts must be an array"},
		{`{"mfa":{"type":"fax"}}`, "mfa.type must be one of device, questions, selections"},
		{`{"mfa":{"question_rounds":0}}`, "mfa.question_rounds must be a whole number from 1 to 20"},
		{`{"recaptcha":"maybe"}`, "recaptcha must be one of good, bad"},
		{`{"force_error":"OUT_OF_TEA"}`, "force_error is no error that can be forced"},
		{account(`"type":"piggy bank"`), "override_accounts[1].type must be one of"},
		{account(`"starting_balance":"much"`), "override_accounts[1].starting_balance must be a number"},
		{account(`"starting_balance":1e999999999`), "override_accounts[1].starting_balance must be a number"},
		{account(`"force_available_balance":1,"has_null_available_balance":true`), "override_accounts[1].has_null_available_balance cannot be true"},
		{account(`"meta":{"limit":false}`), "override_accounts[1].meta.limit must be a number"},
		{account(`"meta":{"mask":"12345"}`), "override_accounts[1].meta.mask must be empty or 2 to 4"},
		{account(`"numbers":{"international_iban":"GB00"}`), "override_accounts[1].numbers.international_bic is required"},
		{account(`"transactions":[{"date_transacted":"2026-10-01","date_posted":"tomorrow","amount":1,"description":"x"}]`), "override_accounts[1].transactions[0].date_posted must be a valid date"},
		{account(`"transactions":[{"date_transacted":"2026-10-01","date_posted":"2026-10-01","description":"x"}]`), "override_accounts[1].transactions[0].amount is required"},
		{account(`"holdings":[{"institution_price":1,"quantity":1,"security":{"currency":"USD"}}]`), "override_accounts[1].holdings[0].security.ticker_symbol is required"},
		{account(`"investment_transactions":[{"date":"2026-10-01","name":"x","quantity":1,"price":1,"type":"gift"}]`), "override_accounts[1].investment_transactions[0].type must be one of"},
		{account(`"identity":{"emails":[{"data":"a@b.example","type":"spare"}]}`), "override_accounts[1].identity.emails[0].type must be one of"},
		{account(`"liability":{"type":"mortgage"}`), "override_accounts[1].liability.type must be one of credit, student"},
		{account(`"inflow_model":{"type":"monthly-income","transaction_name":"x","payment_day_of_month":31,"income_amount":1}`), "override_accounts[1].inflow_model.payment_day_of_month must be"},
		{account(`"inflow_model":{"type":"monthly-balance-payment","transaction_name":"x","payment_day_of_month":1}`), "override_accounts[1].inflow_model.statement_day_of_month is required"},
		{account(`"income":{"paystubs":[7]}`), "override_accounts[1].income.paystubs[0] must be an object"},
	} {
		_, err := Read(profile.Login{Password: c.password, Today: testDay, Days: 30})
		if err == nil || err.Code != "INVALID_FIELD" || !strings.HasPrefix(err.Message, c.want) {
			t.Errorf("%s gives %v, want %q", c.password, err, c.want)
		}
	}
}

func TestCustomLoginSettings(t *testing.T) {
	read := func(file string) *profile.MFA {
		t.Helper()
		u, err := Read(profile.Login{Password: sample(t, file), Days: 1})
		if err != nil {
			t.Fatal(file, err)
		}
		return u.MFA
	}
	if m := read("questions"); m == nil || m.Kind != "questions" || len(m.Rounds) != 2 || len(m.Rounds[0]) != 3 {
		t.Errorf("questions are %+v", m)
	}
	if m := read("selections"); m == nil || m.Kind != "selections" || len(m.Rounds) != 2 || len(m.Rounds[0]) != 1 || len(m.Rounds[0][0].Choices) != 4 {
		t.Errorf("selections are %+v", m)
	}
	if m := read("recaptcha"); m == nil || m.Kind != "recaptcha" {
		t.Errorf("recaptcha is %+v", m)
	}
	if m := read("random"); m != nil {
		t.Errorf("nothing asked, but %+v", m)
	}
}

func FuzzCustom(f *testing.F) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range files {
		b, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Fuzz(func(t *testing.T, password string) {
		u, err := Read(profile.Login{Password: password, Today: testDay, Days: 30})
		if err != nil {
			return
		}
		for _, r := range u.Profile.Planned {
			if r.Account >= len(u.Profile.Accounts) || r.Amount == "" || r.Primary == "" {
				t.Fatalf("%+v", r)
			}
		}
	})
}

func TestCustomSamplesLoad(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil || len(files) < 12 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		name := strings.TrimSuffix(filepath.Base(f), ".json")
		l := profile.Login{User: "user_custom", Password: sample(t, name), Today: testDay, Days: 730}
		p, bad := User(l)
		if bad != nil {
			t.Errorf("%s: %v", name, bad)
			continue
		}
		again, _ := User(l)
		if len(p.Accounts) == 0 || !slices.Equal(p.Planned, again.Planned) || !slices.Equal(p.Accounts, again.Accounts) {
			t.Errorf("%s: %d accounts, not the same twice", name, len(p.Accounts))
		}
	}
}
