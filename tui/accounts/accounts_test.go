package accounts_test

import (
	"path/filepath"
	"testing"
	"time"

	"passbook/plaidsvc"
	"passbook/plaidsvc/vault"
	"passbook/storage/ledger"
	"passbook/tui"
	"passbook/tui/tuitest"
)

func TestAccounts(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { tuitest.OnTab(t, tuitest.Household(t), "2", w, h).Golden() })
}

func TestAccountsWithTroubles(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) { tuitest.OnTab(t, tuitest.Troubled(t), "2", w, h).Golden() })
}

func TestAccountsWithoutABank(t *testing.T) {
	tuitest.OnTab(t, tuitest.OpenCache(t), "2", 80, 24).Shows("No account yet.", "link a bank")
}

func TestAccountsOpenTheirTransactions(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Troubled(t), "2", 80, 24)
	d.Press("j", "enter")
	if d.Page() != "Transactions" {
		t.Fatalf("enter went to %s", d.Page())
	}
	d.Shows("From Chequing")
	d.Hides("Loblaws")
}

func TestAccountsCardFollowsTheRow(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Troubled(t), "2", 120, 40)
	d.Shows("╭─ Chequing ─")
	d.Press("G", "k", "k", "k", "k", "k")
	d.Shows("╭─ Line of credit ─", "CAD 5,000.00", "CAD 1,500.00")
}

// Without Plaid keys nothing can be unlinked or fixed, and the page says so.
func TestAccountsOffline(t *testing.T) {
	d := tuitest.OnTab(t, tuitest.Troubled(t), "2", 80, 24)
	d.Press("x")
	d.Hides("Unlink")
	d.Press("?")
	d.Shows("unlink: passbook setup ")
}

// The question before a bank goes can be read at every size, and says what goes
// with it.
func TestUnlinkQuestion(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		db, dir := tuitest.Household(t), t.TempDir()
		if err := db.Annotate(t.Context(), []string{"t002", "t003"}, func(a *ledger.Annotation) { a.Note = "mine" }); err != nil {
			t.Fatal(err)
		}
		service, err := plaidsvc.New(plaidsvc.Config{
			ClientID: "client", Secret: "secret", Env: "sandbox", BaseURL: "http://127.0.0.1:0",
			LockDir: dir, BeforeUnlink: filepath.Join(dir, "passbook.db.before-unlink"),
		}, db, vault.NewMemory())
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { service.Close() })
		d := tuitest.Drive(t, db, w, h, func(o *tui.Options) { o.Service = service })
		d.Press("2", "x")
		d.Golden()
		d.Shows("program's memory", "3 accounts and 58 transactions", "beside it as", "y unlink", "esc keep it")
		d.Press("esc")
		d.Hides("Unlink RBC")
		d.Press("G", "x")
		d.Shows("Unlink Wealthsimple?", "Unlink Wealthsimple?", "1 account and 0")
	})
}

// What is known of an account can be read at every size.
func TestAccountDetails(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		d := tuitest.OnTab(t, tuitest.Household(t), "2", w, h)
		d.Press("j", "j", "d")
		if d.Page() != "Account" {
			t.Fatalf("d went to %s", d.Page())
		}
		d.Shows("╭─ Visa Infinite ─", "CAD -1,284.07", "CAD 10,000.00", "credit card", "RBC Royal Bank")
		d.Press("enter")
		d.Shows("Loblaws")
	})
}

// What a bank's login will ask of the person stands first in its line, and all of
// it on its card, which d opens where there is no room for one.
func TestBanksThatWillNeedThePerson(t *testing.T) {
	tuitest.OnSizes(t, func(t *testing.T, w, h int) {
		db := tuitest.Household(t)
		ending := ledger.Item{
			ID: "td", InstitutionID: "ins_42", Institution: "TD Canada Trust", DaysRequested: 730, BankUpdatedAt: tuitest.Now,
			ConsentEnds: tuitest.Now.Add(time.Minute), DisconnectsAt: tuitest.Now.AddDate(0, 0, 6), NewAccountsAt: tuitest.Now,
		}
		tuitest.AddBank(t, db, ending, ledger.Account{ID: "loc", Name: "Line of credit", Kind: ledger.Credit, Balance: ledger.Balance{Current: tuitest.Cents(-350000)}})
		d := tuitest.OnTab(t, db, "2", w, h)
		d.Shows("login ends Nov 26")
		err := db.SetProblem(t.Context(), "td", &ledger.Problem{
			Code: "PENDING_DISCONNECT", Actor: ledger.ActorPerson, Since: tuitest.Now,
			Sentence: "TD Canada Trust will be disconnected on 26 November 2026. Sign in again to keep it.",
		})
		if err != nil {
			t.Fatal(err)
		}
		d = tuitest.OnTab(t, db, "2", w, h)
		d.Shows("▲ sign in again (f)  login ends Nov 26")
		d.Press("G", "k", "k", "d")
		if d.Page() != "Bank" {
			t.Fatalf("d went to %s", d.Page())
		}
		d.Golden()
		d.Shows("╭─ TD Canada Trust ─", "Login ends  Nov 26", "ends today", "will be disconnected on", "opened since the link, which a", "730 days were asked for")
		d.Press("enter")
		if d.Page() != "Transactions" {
			t.Errorf("enter went to %s", d.Page())
		}
	})
}
