package plaidsim

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

// custom links user_custom with one of the sample configurations.
func (s *sim) custom(file string, products ...plaid.Products) string {
	s.t.Helper()
	return s.link("user_custom", configuration(s.t, file), products...)
}

func configuration(t *testing.T, file string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join("people", "custom", "testdata", file+".json"))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestCustomBalancesAndTransactions(t *testing.T) {
	s := newSim(t, Options{})
	access := s.custom("checking-and-savings")
	list := s.accounts(access)
	a, b := list[0], list[1]
	if a.Name != "Bills" || a.GetOfficialName() != "Bills and Rent Checking" || a.GetMask() != "B7" ||
		a.Balances.GetCurrent() != 2150.75 || a.Balances.GetAvailable() != 2090.5 {
		t.Errorf("checking is %+v", a)
	}
	if b.Name != "Roof" || b.GetMask() != "1234" || b.Balances.GetCurrent() != 8400 || b.Balances.GetAvailable() != 8400 {
		t.Errorf("savings are %+v", b)
	}
	var got []string
	for _, x := range s.update(access, "", 500).Added {
		got = append(got, strings.Join([]string{x.GetAuthorizedDate(), x.Date, x.GetName(), x.GetMerchantName(), x.PersonalFinanceCategory.Get().Detailed}, "|"))
		if x.GetName() == "Corner kiosk" && x.Amount != 10.021521 {
			t.Errorf("%s is %v", x.GetName(), x.Amount)
		}
	}
	slices.Sort(got)
	want := []string{
		"2026-09-20|2026-09-22|Corner kiosk||GENERAL_MERCHANDISE_OTHER_GENERAL_MERCHANDISE",
		"2026-09-25|2026-09-25|ORCHARD LABS PAYROLL||INCOME_SALARY",
		"2026-09-28|2026-09-29|Whole Foods Market|Whole Foods|FOOD_AND_DRINK_GROCERIES",
	}
	if !slices.Equal(got, want) {
		t.Errorf("transactions are\n%s", strings.Join(got, "\n"))
	}
}

func TestCustomRandomDataFollowsTheSeed(t *testing.T) {
	amounts := func(seed uint64, file string) []float64 {
		s := newSim(t, Options{Seed: seed})
		var out []float64
		for _, x := range s.update(s.custom(file), "", 500).Added {
			out = append(out, x.Amount)
		}
		return out
	}
	if a, b := amounts(1, "seeded"), amounts(2, "seeded"); len(a) < 100 || !slices.Equal(a, b) {
		t.Errorf("%d and %d transactions of one seed differ", len(a), len(b))
	}
	if a, b := amounts(1, "random"), amounts(2, "random"); len(a) < 100 || slices.Equal(a, b) {
		t.Errorf("%d and %d transactions without a seed are the same", len(a), len(b))
	}
}

func TestCustomTransactionsPostOnTheirDate(t *testing.T) {
	s := newSim(t, Options{})
	access := s.custom("pending")
	first := s.update(access, "", 500)
	pending := map[string]string{}
	for _, x := range first.Added {
		if x.Pending {
			pending[x.TransactionId] = x.GetName()
		}
	}
	if len(first.Added) != 3 || len(pending) != 2 {
		t.Fatalf("%d transactions, pending are %v", len(first.Added), pending)
	}
	s.clock.advance(3 * 24 * time.Hour) // 8 October
	next := s.update(access, first.GetNextCursor(), 500)
	if len(next.Added) != 1 || len(next.Removed) != 1 || pending[next.Added[0].GetPendingTransactionId()] != "TST* LANTERN BISTRO" || next.Added[0].Date != "2026-10-08" {
		t.Fatalf("on 8 October %d came and %d went: %+v", len(next.Added), len(next.Removed), next.Added)
	}
	s.clock.advance(4 * 24 * time.Hour)
	last := s.update(access, next.GetNextCursor(), 500)
	if len(last.Added) != 1 || last.Added[0].Date != "2026-10-12" || last.Added[0].GetAuthorizedDate() != "2026-10-09" {
		t.Errorf("on 12 October %+v came", last.Added)
	}
}

func TestCustomMonthlyIncome(t *testing.T) {
	s := newSim(t, Options{})
	access := s.custom("monthly-income")
	first := s.update(access, "", 500)
	for _, x := range first.Added {
		if x.Amount != -2750.5 || x.GetName() != "FALCON WORKSHOP SALARY" || x.Pending || !parse(t, x.Date).Civil().LastOfMonth() {
			t.Fatalf("%+v", x)
		}
	}
	if len(first.Added) != 24 {
		t.Errorf("%d salaries in two years", len(first.Added))
	}
	s.clock.advance(27 * 24 * time.Hour)
	if next := s.update(access, first.GetNextCursor(), 500); len(next.Added) != 1 || next.Added[0].Date != "2026-10-31" {
		t.Errorf("October brought %+v", next.Added)
	}
}

func parse(t *testing.T, s string) draw.Day {
	d, ok := draw.ParseDay(s)
	if !ok {
		t.Fatalf("%q is no date", s)
	}
	return d
}

func TestCustomCardIsPaidOff(t *testing.T) {
	s := newSim(t, Options{})
	access := s.custom("card-paid-off", plaid.PRODUCTS_TRANSACTIONS, plaid.PRODUCTS_LIABILITIES)
	if a := s.accounts(access)[0]; a.Balances.GetAvailable() != 3359.75 || a.Balances.GetLimit() != 4000 {
		t.Errorf("balances are %+v", a.Balances)
	}
	paid := map[string]float64{}
	for _, x := range s.update(access, "", 500).Added {
		if x.GetName() == "CARD PAYMENT THANK YOU" {
			paid[x.Date] = x.Amount
		}
	}
	if paid["2026-09-28"] != -180.25 || paid["2026-08-28"] != -640.25 {
		t.Errorf("payments are %v", paid)
	}
	out, _, err := s.api.LiabilitiesGet(s.ctx).LiabilitiesGetRequest(*plaid.NewLiabilitiesGetRequest(access)).Execute()
	s.must(err)
	c := out.Liabilities.GetCredit()[0]
	rates := map[string]float64{}
	for _, a := range c.Aprs {
		rates[a.AprType] = a.AprPercentage
	}
	if rates["purchase_apr"] != 21.49 || rates["cash_apr"] != 27.9 || rates["balance_transfer_apr"] != 18.5 || len(rates) != 4 ||
		!c.GetIsOverdue() || c.GetLastPaymentAmount() != 210.4 || c.GetMinimumPaymentAmount() != 35 {
		t.Errorf("the card is %+v", c)
	}
}

func TestCustomStudentLoan(t *testing.T) {
	s := newSim(t, Options{})
	access := s.custom("student-loan", plaid.PRODUCTS_TRANSACTIONS, plaid.PRODUCTS_LIABILITIES)
	rows := s.update(access, "", 500).Added
	if len(rows) == 0 || rows[0].Amount != -68.4 || !strings.HasSuffix(rows[0].Date, "-05") {
		t.Errorf("interest payments are %+v", rows)
	}
	out, _, err := s.api.LiabilitiesGet(s.ctx).LiabilitiesGetRequest(*plaid.NewLiabilitiesGetRequest(access)).Execute()
	s.must(err)
	l := out.Liabilities.GetStudent()[0]
	home, plan := l.ServicerAddress, l.RepaymentPlan
	if l.GetLoanName() != "Evening School" || l.GetOriginationDate() != "2021-09-01" || l.GetOriginationPrincipalAmount() != 21000 ||
		l.InterestRatePercentage != 4.5 || l.GetExpectedPayoffDate() != "2031-09-01" || l.GetGuarantor() != "STATE OF ALDER" ||
		l.GetPaymentReferenceNumber() != "EV-2217" || l.GetSequenceNumber() != "3" || l.GetMinimumPaymentAmount() != 41.5 ||
		l.LoanStatus.GetType() != "deferment" || l.LoanStatus.GetEndDate() != "2027-01-31" || l.PslfStatus.GetPaymentsMade() != 14 ||
		plan.GetType() != "pay as you earn" || plan.GetDescription() != "Pay as the evenings allow" || home.GetCity() != "Alderford" {
		t.Errorf("the loan is %+v", l)
	}
}

func TestCustomBrokerage(t *testing.T) {
	s := newSim(t, Options{})
	access := s.custom("brokerage", plaid.PRODUCTS_INVESTMENTS)
	out, _, err := s.api.InvestmentsHoldingsGet(s.ctx).InvestmentsHoldingsGetRequest(*plaid.NewInvestmentsHoldingsGetRequest(access)).Execute()
	s.must(err)
	if h := out.Holdings; len(h) != 4 || h[0].InstitutionValue != 3355.1875 || h[0].GetCostBasis() != 2210.5 || h[0].GetInstitutionPriceAsOf() != "2026-10-02" {
		t.Errorf("holdings are %+v", h)
	}
	option := out.Securities[1].OptionContract.Get()
	if out.Securities[0].GetName() != "Vanguard Total Stock Market ETF" || option == nil || option.StrikePrice != 12.5 || option.ExpirationDate != "2027-01-15" ||
		out.Securities[2].GetIsin() != "US0000000017" || !out.Securities[3].GetIsCashEquivalent() {
		t.Errorf("securities are %+v", out.Securities)
	}
	if b := out.Accounts[0].Balances.GetCurrent(); b != 4321.6675 {
		t.Errorf("the account is worth %v", b)
	}
	trades, _, err := s.api.InvestmentsTransactionsGet(s.ctx).InvestmentsTransactionsGetRequest(*plaid.NewInvestmentsTransactionsGetRequest(access, "2026-01-01", "2026-10-05")).Execute()
	s.must(err)
	got := trades.InvestmentTransactions
	if len(got) != 5 || got[0].GetName() != "BUY VTI" || got[0].Amount != 652.55 || got[0].GetFees() != 1.25 || got[1].Amount != -255 || got[2].GetSubtype() != "deposit" {
		t.Errorf("investment transactions are %+v", got)
	}
}

func TestCustomOwners(t *testing.T) {
	s := newSim(t, Options{})
	access := s.custom("joint-owners", plaid.PRODUCTS_IDENTITY)
	out, _, err := s.api.IdentityGet(s.ctx).IdentityGetRequest(*plaid.NewIdentityGetRequest(access)).Execute()
	s.must(err)
	o := out.Accounts[0].Owners[0]
	if !slices.Equal(o.Names, []string{"Wren Aldersey", "Tobin Marsh-Aldersey"}) || len(o.PhoneNumbers) != 2 || o.Emails[1].Data != "tobin@aldersey.example" || o.Addresses[0].Data.GetCity() != "Lewes" {
		t.Errorf("the first account is of %+v", o)
	}
	if names := out.Accounts[1].Owners[0].Names; len(names) != 2 {
		t.Errorf("the second account is of %v", names)
	}
	if o := out.Accounts[2].Owners[0]; len(o.Names) != 1 || len(o.Emails) != len(profile.TestOwner.Emails) {
		t.Errorf("the third account is of %+v", o)
	}
}

func TestCustomNumbers(t *testing.T) {
	s := newSim(t, Options{})
	out, _, err := s.api.AuthGet(s.ctx).AuthGetRequest(*plaid.NewAuthGetRequest(s.custom("numbers", plaid.PRODUCTS_AUTH))).Execute()
	s.must(err)
	n := out.Numbers
	if len(n.Ach) != 2 || n.Ach[0].Routing != "322271627" || n.Ach[0].GetWireRouting() != "021200025" || n.Ach[0].Account != "5550002171" {
		t.Errorf("ACH numbers are %+v", n.Ach)
	}
	if len(n.Eft) != 1 || n.Eft[0].Institution != "003" || n.Eft[0].Branch != "00210" {
		t.Errorf("EFT numbers are %+v", n.Eft)
	}
	if len(n.Bacs) != 1 || n.Bacs[0].SortCode != "070116" || len(n.International) != 1 || n.International[0].Bic != "PASSGB21" {
		t.Errorf("BACS numbers are %+v, international ones %+v", n.Bacs, n.International)
	}
	if m := out.Accounts[3].GetMask(); m != "" {
		t.Errorf("an empty mask is %q", m)
	}
}

func TestCustomCurrencies(t *testing.T) {
	s := newSim(t, Options{})
	access := s.custom("currencies")
	list := s.accounts(access)
	if b := list[0].Balances; b.GetIsoCurrencyCode() != "EUR" || b.Available.Get() != nil {
		t.Errorf("the first account has %+v", b)
	}
	if b := list[1].Balances; b.GetUnofficialCurrencyCode() != "BTC" || b.GetCurrent() != 0.42001337 || b.GetAvailable() != 0 {
		t.Errorf("the second account has %+v", b)
	}
	codes := map[string]string{}
	for _, x := range s.update(access, "", 500).Added {
		codes[x.GetName()] = x.GetIsoCurrencyCode() + x.GetUnofficialCurrencyCode()
	}
	if codes["Boulangerie du Port"] != "EUR" || codes["Ryokan deposit"] != "JPY" || codes["Received"] != "BTC" {
		t.Errorf("currencies are %v", codes)
	}
}

func TestCustomIncome(t *testing.T) {
	s := newSim(t, Options{})
	access := s.custom("payroll", plaid.PRODUCTS_INCOME_VERIFICATION)
	req := plaid.NewIncomeVerificationPaystubsGetRequest()
	req.SetAccessToken(access)
	out, _, err := s.api.IncomeVerificationPaystubsGet(s.ctx).IncomeVerificationPaystubsGetRequest(*req).Execute()
	s.must(err)
	stub := out.Paystubs[0]
	if len(out.Paystubs) != 1 || stub.Employer.GetName() != "Falcon Workshop Ltd" || stub.Employee.GetName() != "Wren Aldersey" ||
		stub.NetPay.GetCurrentAmount() != 1102.4 || stub.PayPeriodDetails.GetPayDate() != "2026-10-02" {
		t.Errorf("%+v", out.Paystubs)
	}
}

// TestCustomW2 reads a custom user's tax form and paystub with the newer API.
func TestCustomW2(t *testing.T) {
	s := newSim(t, Options{})
	user, _, err := s.api.UserCreate(s.ctx).UserCreateRequest(*plaid.NewUserCreateRequest("wren")).Execute()
	s.must(err)
	link := func(bank, name, password string) {
		req := plaid.NewSandboxPublicTokenCreateRequest(bank, []plaid.Products{plaid.PRODUCTS_INCOME_VERIFICATION})
		o := plaid.NewSandboxPublicTokenCreateRequestOptions()
		o.SetOverrideUsername(name)
		o.SetOverridePassword(password)
		req.SetOptions(*o)
		req.SetUserToken(user.GetUserToken())
		pub, _, err := s.api.SandboxPublicTokenCreate(s.ctx).SandboxPublicTokenCreateRequest(*req).Execute()
		s.must(err)
		s.exchange(pub.PublicToken)
	}
	link("ins_109508", "user_custom", configuration(t, "payroll"))
	link("ins_109508", "user_good", "pass_good") // has no payroll
	link("ins_135842", "user_good", "pass_good")
	get := plaid.NewCreditPayrollIncomeGetRequest()
	get.SetUserToken(user.GetUserToken())
	out, _, err := s.api.CreditPayrollIncomeGet(s.ctx).CreditPayrollIncomeGetRequest(*get).Execute()
	s.must(err)
	if len(out.Items) != 2 {
		t.Fatalf("%d payroll Items", len(out.Items))
	}
	own, usual := out.Items[0].PayrollIncome[0], out.Items[1].PayrollIncome[0]
	if len(own.W2s) != 1 || len(own.PayStubs) != 1 || len(usual.W2s) != 0 || len(usual.PayStubs) != 2 {
		t.Fatalf("%+v, %+v", own, usual)
	}
	form := own.W2s[0]
	if form.GetTaxYear() != "2025" || form.GetWagesTipsOtherComp() != "34120.10" || form.Employer.GetName() != "Falcon Workshop Ltd" ||
		form.Box12[0].GetCode() != "D" || form.StateAndLocalWages[0].GetStateIncomeTax() != "1604.20" || form.GetAllocatedTips() != "" {
		t.Errorf("%+v", form)
	}
	period := own.PayStubs[0].PayPeriodDetails
	if period.GetPayAmount() != 1102.4 || period.GetPayFrequency() != "BIWEEKLY" || own.PayStubs[0].Employee.GetMaritalStatus() != "MARRIED" {
		t.Errorf("%+v", period)
	}
}

func TestCustomDatesRollForward(t *testing.T) {
	s := newSim(t, Options{})
	rows := s.update(s.custom("rolled"), "", 500).Added
	if len(rows) != 2 || rows[0].Date != "2026-09-26" || rows[1].Date != "2026-10-05" || rows[1].GetAuthorizedDate() != "2026-10-03" {
		t.Errorf("%+v", rows)
	}
}
