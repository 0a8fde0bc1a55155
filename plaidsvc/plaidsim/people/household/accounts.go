package household

import (
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
)

// The household's accounts.
const (
	checkingAccount = iota // First Platypus Bank
	savingsAccount
	cashCard
	travelCard // Tartan Bank
	carLoan
	studentLoan
	brokerage // Houndstooth Bank
	retirement
	moneyMarket
	jointChecking // First Gingham Credit Union
	vacationGoal
	houseChecking // Tattersall Federal Credit Union
	mortgage
	accountCount
)

// accountSeeds are the accounts without balances.
var accountSeeds = [accountCount]profile.Account{
	checkingAccount: {Name: "Everyday Checking", OfficialName: "Platypus Everyday Checking", Mask: "4071", Type: "depository", Subtype: "checking"},
	savingsAccount:  {Name: "Rainy Day Savings", OfficialName: "Platypus High-Yield Savings", Mask: "4088", Type: "depository", Subtype: "savings"},
	cashCard:        {Name: "Cash Back Card", OfficialName: "Platypus 1.5% Cash Back Credit Card", Mask: "6120", Type: "credit", Subtype: "credit card", Limit: draw.FormatCents(cashCardLimit)},
	travelCard:      {Name: "Voyager Travel Card", OfficialName: "Tartan Voyager Credit Card", Mask: "9034", Type: "credit", Subtype: "credit card", Limit: draw.FormatCents(travelCardLimit)},
	carLoan:         {Name: "Car Loan", OfficialName: "Tartan New Vehicle Loan", Mask: "7715", Type: "loan", Subtype: "auto"},
	studentLoan:     {Name: "Student Loan", OfficialName: "Tartan Consolidated Student Loan", Mask: "2260", Type: "loan", Subtype: "student"},
	brokerage:       {Name: "Brokerage", OfficialName: "Houndstooth Individual Brokerage", Mask: "5501", Type: "investment", Subtype: "brokerage"},
	retirement:      {Name: "401(k)", OfficialName: "Houndstooth Workplace 401(k)", Mask: "5577", Type: "investment", Subtype: "401k"},
	moneyMarket:     {Name: "Money Market", OfficialName: "Houndstooth Money Market Deposit", Mask: "5512", Type: "depository", Subtype: "money market"},
	jointChecking:   {Name: "Joint Checking", OfficialName: "Joint Checking Account", Mask: "3318", Type: "depository", Subtype: "checking"},
	vacationGoal:    {Name: "Vacation Goal", OfficialName: "Goal Savings Account", Mask: "3326", Type: "depository", Subtype: "savings"},
	houseChecking:   {Name: "House Account", OfficialName: "Tattersall Basic Checking", Mask: "8802", Type: "depository", Subtype: "checking"},
	mortgage:        {Name: "Mortgage", OfficialName: "Tattersall 30-Year Fixed Mortgage", Mask: "8850", Type: "loan", Subtype: "mortgage"},
}

// opening is what each account was worth to the household when the
// simulation starts, in cents: debts are negative.
var opening = [accountCount]int64{
	checkingAccount: 412000, savingsAccount: 640000, moneyMarket: 300000,
	carLoan: -2318000, studentLoan: -2764000,
	jointChecking: 184000, vacationGoal: 241500, houseChecking: 260000, mortgage: -28722615,
}

// accountsAt says which of the household's accounts a bank holds.
var accountsAt = map[string][]int{
	"ins_109508": {checkingAccount, savingsAccount, cashCard},
	"ins_109509": {jointChecking, vacationGoal},
	"ins_109510": {houseChecking, mortgage},
	"ins_109511": {travelCard, carLoan, studentLoan},
	"ins_109512": {moneyMarket, brokerage, retirement},
}

// What the two cards may owe at most, in cents.
const (
	cashCardLimit   = 900000
	travelCardLimit = 1500000
)
