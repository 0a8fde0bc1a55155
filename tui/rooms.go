package tui

import (
	"passbook/tui/accounts"
	"passbook/tui/home"
	"passbook/tui/income"
	"passbook/tui/investments"
	"passbook/tui/liabilities"
	"passbook/tui/linkbank"
	"passbook/tui/more"
	"passbook/tui/networth"
	"passbook/tui/numbers"
	"passbook/tui/owners"
	"passbook/tui/payment"
	"passbook/tui/products"
	"passbook/tui/recurring"
	"passbook/tui/spending"
	"passbook/tui/statements"
	"passbook/tui/synclog"
	"passbook/tui/transactions"
	"passbook/tui/transferevents"
	"passbook/tui/ui"
)

// tab is a page that lives as long as the program, and what is pushed over it.
type tab struct {
	short, long string
	started     bool
	stack       []ui.Page // the first is the tab's own
}

func (t *tab) top() ui.Page { return t.stack[len(t.stack)-1] }

// newTabs makes the tabs in the order of their numbers.
func newTabs(e *ui.Env) []*tab {
	return []*tab{
		ui.TabHome:         {short: "Home", long: "Dashboard", stack: []ui.Page{home.New(e)}},
		ui.TabAccounts:     {short: "Accounts", long: "Accounts", stack: []ui.Page{accounts.New(e)}},
		ui.TabTransactions: {short: "Txns", long: "Transactions", stack: []ui.Page{transactions.New(e)}},
		ui.TabWorth:        {short: "Worth", long: "Net worth", stack: []ui.Page{networth.New(e)}},
		ui.TabSpending:     {short: "Spend", long: "Spending", stack: []ui.Page{spending.New(e)}},
		ui.TabMore:         {short: "More", long: "More", stack: []ui.Page{more.New(e)}},
	}
}

// rooms make the pages beyond the tabs.
var rooms = map[ui.Room]func(*ui.Env) ui.Page{
	ui.RoomInvestments: func(e *ui.Env) ui.Page { return investments.New(e) },
	ui.RoomPayment:     func(e *ui.Env) ui.Page { return payment.New(e) },
	ui.RoomTransfers:   func(e *ui.Env) ui.Page { return transferevents.New(e) },
	ui.RoomLiabilities: func(e *ui.Env) ui.Page { return liabilities.New(e) },
	ui.RoomRecurring:   func(e *ui.Env) ui.Page { return recurring.New(e) },
	ui.RoomIncome:      func(e *ui.Env) ui.Page { return income.New(e) },
	ui.RoomStatements:  func(e *ui.Env) ui.Page { return statements.New(e) },
	ui.RoomNumbers:     func(e *ui.Env) ui.Page { return numbers.New(e) },
	ui.RoomOwners:      func(e *ui.Env) ui.Page { return owners.New(e) },
	ui.RoomProducts:    func(e *ui.Env) ui.Page { return products.New(e) },
}

// newLog makes the page of the syncs.
func newLog(e *ui.Env) ui.Page { return synclog.New(e) }

// isLog reports whether a page is the one of the syncs, or of one of them.
func isLog(p ui.Page) bool {
	_, ok := p.(synclog.Page)
	return ok
}

// newLink makes the flow that links a bank, or that repairs an Item.
func newLink(e *ui.Env, itemID string) ui.Page { return linkbank.New(e, itemID) }
