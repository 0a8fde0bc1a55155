package tui

// newTabs makes the tabs in the order of their numbers.
func newTabs(e *env) []*tab {
	return []*tab{
		tabHome:         {short: "Home", long: "Dashboard", stack: []page{newHome(e)}},
		tabAccounts:     {short: "Accounts", long: "Accounts", stack: []page{newAccounts(e)}},
		tabTransactions: {short: "Txns", long: "Transactions", stack: []page{newTransactions(e)}},
		tabWorth:        {short: "Worth", long: "Net worth", stack: []page{newWorth(e)}},
		tabSpending:     {short: "Spend", long: "Spending", stack: []page{newSpending(e)}},
	}
}

// newLog makes the page of the syncs.
func newLog(e *env) page { return newSyncLog(e) }

// newLink makes the flow that links a bank, or that repairs an Item.
func newLink(e *env, itemID string) page { return newLinkFlow(e, itemID) }
