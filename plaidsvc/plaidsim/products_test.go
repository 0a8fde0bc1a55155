package plaidsim

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/plaidsvc/plaidsim/wire"
)

func TestAuthShowsAccountsWithNumbersOnly(t *testing.T) {
	s := newSim(t, Options{})
	token := s.link("user_good", "pass_good")
	out, _, err := s.api.AuthGet(s.ctx).AuthGetRequest(*plaid.NewAuthGetRequest(token)).Execute()
	s.must(err)
	if len(out.Accounts) != 3 || out.Numbers.Ach[0].Account != "1111222233330000" || out.Numbers.Ach[0].Routing != "011401533" {
		t.Errorf("%d accounts, %+v", len(out.Accounts), out.Numbers.Ach)
	}
	billed := map[plaid.Products]bool{}
	for _, p := range out.Item.BilledProducts {
		billed[p] = true
	}
	if !billed["auth"] || !billed["transactions"] {
		t.Errorf("billed products: %v", out.Item.BilledProducts)
	}
	for _, p := range out.Item.AvailableProducts {
		if p == "auth" {
			t.Error("auth is billed and available")
		}
	}
}

func TestIdentityRefreshAddsTheProduct(t *testing.T) {
	s := newSim(t, Options{})
	token := s.link("user_good", "pass_good")
	_, _, err := s.api.IdentityRefresh(s.ctx).IdentityRefreshRequest(*plaid.NewIdentityRefreshRequest(token)).Execute()
	s.must(err)
	if item := s.item(token); !slices.Contains(item.GetProducts(), "identity") {
		t.Errorf("refreshed, the Item has the products %v", item.GetProducts())
	}
}

func TestIdentityMatchScoresAndHidesBalances(t *testing.T) {
	s := newSim(t, Options{})
	token := s.link("user_good", "pass_good")
	req := plaid.NewIdentityMatchRequest(token)
	user := plaid.NewIdentityMatchUser()
	user.SetLegalName("Alberta Charleson")
	user.SetEmailAddress("accountholder0+bank@example.com")
	user.SetPhoneNumber("+1 202 555 0123")
	req.SetUser(*user)
	out, _, err := s.api.IdentityMatch(s.ctx).IdentityMatchRequest(*req).Execute()
	s.must(err)
	a := out.Accounts[0]
	if n := a.LegalName.Get().GetScore(); n < 60 || n > 70 {
		t.Errorf("name score %d", n)
	}
	if a.PhoneNumber.Get().GetScore() != 100 || a.EmailAddress.Get().GetScore() != 80 {
		t.Errorf("phone %d, email %d", a.PhoneNumber.Get().GetScore(), a.EmailAddress.Get().GetScore())
	}
	if a.Address.Get().Score.Get() != nil || a.Balances.Current.Get() != nil {
		t.Error("an address that was not asked for, or a balance, is there")
	}
}

func TestInvestments(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	token := s.link("user_good", "pass_good")
	out, _, err := s.api.InvestmentsHoldingsGet(s.ctx).InvestmentsHoldingsGetRequest(*plaid.NewInvestmentsHoldingsGetRequest(token)).Execute()
	s.must(err)
	if len(out.Holdings) != 8 || len(out.Securities) != 7 || len(out.Accounts) != 14 {
		t.Errorf("%d holdings of %d securities", len(out.Holdings), len(out.Securities))
	}
	req := plaid.NewInvestmentsTransactionsGetRequest(token, "2025-10-05", "2026-10-05")
	o := plaid.NewInvestmentsTransactionsGetRequestOptions()
	o.SetCount(5)
	o.SetOffset(2)
	req.SetOptions(*o)
	page, _, err := s.api.InvestmentsTransactionsGet(s.ctx).InvestmentsTransactionsGetRequest(*req).Execute()
	s.must(err)
	rows := page.InvestmentTransactions
	if len(rows) != 5 || page.TotalInvestmentTransactions < 30 || rows[0].Date < rows[4].Date {
		t.Errorf("%d of %d", len(rows), page.TotalInvestmentTransactions)
	}
}

func TestLiabilities(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	get := func(token string) plaid.LiabilitiesObject {
		out, _, err := s.api.LiabilitiesGet(s.ctx).LiabilitiesGetRequest(*plaid.NewLiabilitiesGetRequest(token)).Execute()
		s.must(err)
		return out.Liabilities
	}
	if l := get(s.link("user_good", "pass_good")); len(l.Credit) != 1 || len(l.Mortgage) != 1 || len(l.Student) != 1 || l.Student[0].GetGuarantor() != "DEPT OF ED" {
		t.Errorf("user_good: %+v", l)
	}
	if l := get(s.link("user_household", "x")); len(l.Credit) == 0 || *l.Credit[0].NextPaymentDueDate.Get() != "2026-10-21" {
		t.Errorf("household: %+v", l.Credit)
	}
}

func TestRecurringStreams(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	token := s.link("user_household", "x")
	out, _, err := s.api.TransactionsRecurringGet(s.ctx).TransactionsRecurringGetRequest(*plaid.NewTransactionsRecurringGetRequest(token)).Execute()
	s.must(err)
	salary := 0
	for _, in := range out.InflowStreams {
		if in.PersonalFinanceCategory.Get().GetDetailed() == "INCOME_SALARY" && in.IsActive && in.AverageAmount.GetAmount() < 0 {
			salary++
		}
	}
	if salary == 0 || len(out.OutflowStreams) < 5 {
		t.Errorf("%d salaries, %d streams out", salary, len(out.OutflowStreams))
	}
}

func TestRefreshOfDynamicUser(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	token := s.link("user_transactions_dynamic", "x")
	before := s.update(token, "", 500)
	pending := 0
	for _, x := range before.Added {
		if x.Pending {
			pending++
		}
	}
	_, _, err := s.api.TransactionsRefresh(s.ctx).TransactionsRefreshRequest(*plaid.NewTransactionsRefreshRequest(token)).Execute()
	s.must(err)
	u := s.update(token, before.NextCursor, 500)
	if pending == 0 || len(u.Removed) != pending || len(u.Modified) < len(before.Added)-pending-1 {
		t.Errorf("of %d pending rows %d went, %d rows came again", pending, len(u.Removed), len(u.Modified))
	}
	old := map[string]float64{}
	for _, x := range before.Added {
		old[x.TransactionId] = x.Amount
	}
	changed := 0
	for _, x := range u.Modified {
		if x.Amount != old[x.TransactionId] {
			changed++
		}
	}
	if changed != 1 {
		t.Errorf("%d modified rows have another amount, want 1", changed)
	}
}

func TestSandboxTransactionsCreate(t *testing.T) {
	s := newSim(t, Options{})
	token := s.link("user_transactions_dynamic", "x")
	cursor := s.update(token, "", 500).NextCursor
	create := func(token, day string) error {
		row := plaid.NewCustomSandboxTransaction(day, day, 12.34, "Corner shop")
		_, _, err := s.api.SandboxTransactionsCreate(s.ctx).SandboxTransactionsCreateRequest(*plaid.NewSandboxTransactionsCreateRequest(token, []plaid.CustomSandboxTransaction{*row})).Execute()
		return err
	}
	s.must(create(token, "2026-10-01"))
	wantCode(t, create(token, "2026-09-01"), "INVALID_FIELD")
	wantCode(t, create(s.link("user_good", "pass_good"), "2026-10-01"), "INVALID_FIELD")
	if u := s.update(token, cursor, 500); len(u.Added) != 1 || u.Added[0].Amount != 12.34 {
		t.Errorf("%+v", u.Added)
	}
}

func TestTransactionsGetPages(t *testing.T) {
	s := newSim(t, Options{Initial: time.Second})
	token := s.link("user_good", "pass_good")
	req := plaid.NewTransactionsGetRequest(token, "2026-08-01", "2026-10-05")
	o := plaid.NewTransactionsGetRequestOptions()
	o.SetCount(10)
	o.SetOffset(5)
	req.SetOptions(*o)
	_, _, err := s.api.TransactionsGet(s.ctx).TransactionsGetRequest(*req).Execute()
	wantCode(t, err, "PRODUCT_NOT_READY")
	s.clock.advance(time.Second)
	out, _, err := s.api.TransactionsGet(s.ctx).TransactionsGetRequest(*req).Execute()
	s.must(err)
	if len(out.Transactions) != 10 || out.TotalTransactions < 30 || out.Transactions[0].Date < out.Transactions[9].Date {
		t.Errorf("%d of %d", len(out.Transactions), out.TotalTransactions)
	}
}

func TestBankIncome(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	user, _, err := s.api.UserCreate(s.ctx).UserCreateRequest(*plaid.NewUserCreateRequest("person 1")).Execute()
	s.must(err)
	req := plaid.NewSandboxPublicTokenCreateRequest("ins_109508", []plaid.Products{"income_verification", "transactions"})
	o := plaid.NewSandboxPublicTokenCreateRequestOptions()
	o.SetOverrideUsername("user_household")
	tr := plaid.NewSandboxPublicTokenCreateRequestOptionsTransactions()
	tr.SetDaysRequested(400)
	o.SetTransactions(*tr)
	req.SetOptions(*o)
	req.SetUserToken(user.GetUserToken())
	pub, _, err := s.api.SandboxPublicTokenCreate(s.ctx).SandboxPublicTokenCreateRequest(*req).Execute()
	s.must(err)
	s.exchange(pub.PublicToken)
	get := plaid.NewCreditBankIncomeGetRequest()
	get.SetUserToken(user.GetUserToken())
	out, _, err := s.api.CreditBankIncomeGet(s.ctx).CreditBankIncomeGetRequest(*get).Execute()
	s.must(err)
	ask := plaid.NewUserItemsGetRequest()
	ask.SetUserToken(user.GetUserToken())
	mine, _, err := s.api.UserItemsGet(s.ctx).UserItemsGetRequest(*ask).Execute()
	s.must(err)
	if len(mine.Items) != 1 || mine.Items[0].GetInstitutionName() != "First Platypus Bank" {
		t.Errorf("the person's Items are %+v", mine.Items)
	}
	sum := (*out.BankIncome)[0].BankIncomeSummary
	if len(*out.BankIncome) != 1 || sum.GetIncomeSourcesCount() == 0 || sum.GetTotalAmounts()[0].Amount <= 0 {
		t.Errorf("%+v", out)
	}
}

func TestTransferEvents(t *testing.T) {
	s := newSim(t, Options{})
	token := s.link("user_good", "pass_good")
	checking := s.accounts(token)[0].AccountId
	auth := plaid.NewTransferAuthorizationCreateRequest(token, checking, "debit", "ach", "12.34", *plaid.NewTransferAuthorizationUserInRequest("Anne Other"))
	auth.SetAchClass("ppd")
	yes, _, err := s.api.TransferAuthorizationCreate(s.ctx).TransferAuthorizationCreateRequest(*auth).Execute()
	s.must(err)
	made, _, err := s.api.TransferCreate(s.ctx).TransferCreateRequest(*plaid.NewTransferCreateRequest(token, checking, yes.Authorization.Id, "rent")).Execute()
	s.must(err)
	simulate := func(to string) error {
		_, _, err := s.api.SandboxTransferSimulate(s.ctx).SandboxTransferSimulateRequest(*plaid.NewSandboxTransferSimulateRequest(made.Transfer.Id, to)).Execute()
		return err
	}
	wantCode(t, simulate("settled"), "SANDBOX_TRANSFER_EVENT_TRANSITION_INVALID")
	s.must(simulate("posted"))
	s.must(simulate("returned"))
	req := plaid.NewTransferEventSyncRequest(1)
	req.SetCount(1)
	out, _, err := s.api.TransferEventSync(s.ctx).TransferEventSyncRequest(*req).Execute()
	s.must(err)
	if len(out.TransferEvents) != 1 || out.TransferEvents[0].EventId != 2 || out.TransferEvents[0].EventType != "posted" || !out.HasMore {
		t.Errorf("%+v", out)
	}
}

func TestSignal(t *testing.T) {
	s := newSim(t, Options{})
	token := s.link("user_good", "pass_good")
	_, _, err := s.api.SignalPrepare(s.ctx).SignalPrepareRequest(*plaid.NewSignalPrepareRequest(token)).Execute()
	s.must(err)
	if item := s.item(token); !slices.Contains(item.GetProducts(), "signal") {
		t.Errorf("prepared, the Item has the products %v", item.GetProducts())
	}
	checking := s.accounts(token)[0].AccountId
	for amount, want := range map[float64]int32{3.53: 10, 12.17: 60, 27.53: 90} {
		req := plaid.NewSignalEvaluateRequest(token, checking, time.Duration(amount*1e9).String(), amount)
		out, _, err := s.api.SignalEvaluate(s.ctx).SignalEvaluateRequest(*req).Execute()
		s.must(err)
		if got := out.Scores.Get().CustomerInitiatedReturnRisk.Score; got != want {
			t.Errorf("%v: score %d, want %d", amount, got, want)
		}
		_, _, err = s.api.SignalEvaluate(s.ctx).SignalEvaluateRequest(*req).Execute()
		wantCode(t, err, "CLIENT_TRANSACTION_ID_ALREADY_IN_USE")
	}
}

func TestScheduledDebits(t *testing.T) {
	s := newSim(t, Options{Seed: 1})
	access := s.link("user_household", "x")
	account := s.accounts(access)[0]
	ask := func(amount any) map[string]any {
		return s.get("/signal/schedule", wire.Object{"access_token": access, "account_id": account.AccountId, "client_transaction_id": "1", "amount": amount})
	}
	covered := ask(1)
	// 2026-10-05 is a Monday.
	if days := covered["recommendations"].([]any); covered["optimal_date"] != "2026-10-06" || len(days) != 5 || days[4].(map[string]any)["date"] != "2026-10-12" {
		t.Errorf("%v", covered)
	}
	if best := ask(account.Balances.GetAvailable() + 1)["optimal_date"]; best == "2026-10-06" {
		t.Error("a debit above the balance is as good tomorrow")
	}
}

func TestNumbersAreVerified(t *testing.T) {
	s := newSim(t, Options{})
	s.link("user_good", "pass_good")
	for _, c := range []struct{ account, routing, status, format string }{
		{"1111222233330000", "011401533", "database_insights_pass", "valid"},
		{"99998888", "021000021", "database_insights_pass_with_caution", "valid"},
		{"99998888", "021000022", "database_insights_fail", "invalid"},
		{"9", "021000021", "database_insights_fail", "invalid"},
	} {
		got := s.get("/auth/verify", wire.Object{"legal_name": "Alberta Bobbeth Charleson", "numbers": wire.Object{"ach": wire.Object{"account": c.account, "routing": c.routing}}})
		insights := got["verification_insights"].(map[string]any)
		if got["verification_status"] != c.status || insights["account_number_format"] != c.format || c.status == "database_insights_pass" && insights["name_match_score"] != 100.0 {
			t.Errorf("%v: %v", c, got)
		}
	}
}

func TestAuditCopyAsPDF(t *testing.T) {
	s := newSim(t, Options{})
	report := s.get("/asset_report/create", wire.Object{"access_tokens": []string{s.link("user_good", "pass_good")}, "days_requested": 10})["asset_report_token"]
	copied := s.get("/asset_report/audit_copy/create", wire.Object{"asset_report_token": report, "auditor_id": "fannie_mae"})["audit_copy_token"].(string)
	ask := func(token string) (int, string) {
		return s.post("/asset_report/audit_copy/pdf/get", jsonType, `{"client_id":"x","secret":"y","audit_copy_token":"`+token+`"}`)
	}
	if status, pdf := ask(copied); status != 200 || pdf[:4] != "%PDF" {
		t.Errorf("%d %.40q", status, pdf)
	}
	if status, _ := ask("a-sandbox-x"); status != 400 {
		t.Error(status)
	}
}

// The securities of user_good are those of Plaid's document.
func TestSecuritiesOfUserGood(t *testing.T) {
	s := newSim(t, Options{})
	out, _, err := s.api.InvestmentsHoldingsGet(s.ctx).InvestmentsHoldingsGetRequest(*plaid.NewInvestmentsHoldingsGetRequest(s.link("user_good", "pass_good"))).Execute()
	s.must(err)
	for _, x := range out.Securities {
		switch x.GetTickerSymbol() {
		case "ACHN":
			if x.GetIsin() != "US00448Q2012" || x.GetCusip() != "00448Q201" || x.GetSector() != "Health Technology" || x.GetIndustry() != "Major Pharmaceuticals" || x.GetMarketIdentifierCode() != "XNAS" || x.GetSubtype() != "common stock" {
				t.Errorf("%+v", x)
			}
		case "NFLX180201C00355000":
			if x.GetClosePriceAsOf() != "2021-04-13" || x.GetSubtype() != "option" || x.OptionContract.Get().GetStrikePrice() != 355 {
				t.Errorf("%+v", x)
			}
		case "":
			bond := x.FixedIncome.Get()
			if x.GetSector() != "Government" || x.GetSubtype() != "bill" || x.GetCusip() != "912797HE0" || bond.YieldRate.Get().GetType() != "coupon_equivalent" {
				t.Errorf("%+v", x)
			}
		}
	}
	for _, h := range out.Holdings {
		if h.GetInstitutionPriceAsOf() != "2021-04-13" {
			t.Errorf("%+v", h)
		}
	}
	req := plaid.NewInvestmentsTransactionsGetRequest(s.link("user_good", "pass_good"), "2026-08-05", "2026-10-05")
	rows, _, err := s.api.InvestmentsTransactionsGet(s.ctx).InvestmentsTransactionsGetRequest(*req).Execute()
	s.must(err)
	for _, x := range rows.InvestmentTransactions {
		if x.GetType() == "sell" && x.GetPrice() != 27.53 {
			t.Errorf("sold at %v", x.GetPrice())
		}
	}
}

// The legacy taxonomy has its categories under the ids that Plaid's examples and
// published transactions show.
func TestLegacyCategories(t *testing.T) {
	s := newSim(t, Options{})
	known := map[string]string{}
	for _, c := range rows(s.get("/categories/get", nil), "categories") {
		known[c["category_id"].(string)] = fmt.Sprint(c["group"], c["hierarchy"])
	}
	for id, want := range map[string]string{
		"10000000": "special[Bank Fees]",
		"10001000": "special[Bank Fees Overdraft]",
		"11000000": "special[Cash Advance]",
		"12001000": "place[Community Animal Shelter]",
		"13005032": "place[Food and Drink Restaurants Fast Food]",
		"13005043": "place[Food and Drink Restaurants Coffee Shop]",
		"16002000": "special[Payment Rent]",
		"17018000": "place[Recreation Gyms and Fitness Centers]",
		"18002000": "",
		"18068005": "place[Service Utilities Electric]",
		"19013000": "place[Shops Computers and Electronics]",
		"19047000": "place[Shops Supermarkets and Groceries]",
		"21009001": "special[Transfer Payroll Benefits]",
		"22016000": "special[Travel Taxi]",
	} {
		if known[id] != want {
			t.Errorf("%s is %q, want %q", id, known[id], want)
		}
	}
	if len(known) != 602 {
		t.Errorf("%d categories", len(known))
	}
}
