package tui

import "passbook/tui/ui"

// newTabs makes the tabs in the order of their numbers.
func newTabs(e *ui.Env) []*tab {
	return []*tab{
		ui.TabHome:         {short: "Home", long: "Dashboard", stack: []ui.Page{newHome(e)}},
		ui.TabAccounts:     {short: "Accounts", long: "Accounts", stack: []ui.Page{newAccounts(e)}},
		ui.TabTransactions: {short: "Txns", long: "Transactions", stack: []ui.Page{newTransactions(e)}},
		ui.TabWorth:        {short: "Worth", long: "Net worth", stack: []ui.Page{newWorth(e)}},
		ui.TabSpending:     {short: "Spend", long: "Spending", stack: []ui.Page{newSpending(e)}},
	}
}

// newLog makes the page of the syncs.
func newLog(e *ui.Env) ui.Page { return newSyncLog(e) }

// newLink makes the flow that links a bank, or that repairs an Item.
func newLink(e *ui.Env, itemID string) ui.Page { return newLinkFlow(e, itemID) }
