package problem

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"passbook/plaidsvc/plaidapi"
	"passbook/storage/ledger"
)

// advice is what a Plaid error means to the person: who must act, and a
// sentence with {bank} for the bank's name.
type advice struct {
	actor ledger.Actor
	text  string
	show  bool // Plaid's display_message, where there is one, says it better
}

// Sentence puts a bank's name, or that it is not known, for {bank} in a text.
func Sentence(text, bank string) string {
	if bank == "" {
		text = strings.ReplaceAll(strings.TrimPrefix(text, "{bank}: "), "{bank}", "the bank")
		first, n := utf8.DecodeRuneInString(text)
		return string(unicode.ToUpper(first)) + text[n:]
	}
	return strings.ReplaceAll(text, "{bank}", bank)
}

const (
	signIn    = "{bank} needs you to sign in again."
	gone      = "Plaid no longer knows this login at {bank}. Link it again; everything stays."
	otherKeys = "Plaid does not know this login at {bank} under these keys. Set PLAID_CLIENT_ID and PLAID_ENV as they were when it was linked. If they are the same, link it again; everything stays."
	atTheBank = "{bank} wants something done on its own site first. Then sign in again here."
	down      = "{bank} is not answering Plaid right now. Cached data stays; passbook tries again."
	tooMany   = "Plaid's limit of requests a minute is reached. passbook tries again later."
	ours      = "{bank}: Plaid refused a request of passbook's. The log has its id and code."
	keys      = "Plaid does not accept the keys: each environment has a secret of its own. Run passbook setup, or check PLAID_CLIENT_ID, PLAID_SECRET and PLAID_ENV."
	access    = "{bank}: your Plaid account is not allowed to do this yet. Ask for access in Plaid's dashboard."
	fault     = "Plaid has a fault of its own. Cached data stays; passbook tries again."
	notHere   = "{bank} does not offer this through Plaid."
)

// byCode holds Plaid's error codes that mean something else than their type's
// default. Source: Plaid's error reference.
var byCode = map[string]advice{
	"INVALID_API_KEYS":                                  {ledger.ActorSetup, keys, false},
	"UNAUTHORIZED_ENVIRONMENT":                          {ledger.ActorSetup, keys, false},
	plaidapi.CodeUnknownToken:                           {ledger.ActorSetup, otherKeys, false},
	"ITEM_NOT_FOUND":                                    {ledger.ActorRelink, gone, false},
	"ITEM_CONCURRENTLY_DELETED":                         {ledger.ActorRelink, gone, false},
	"USER_PERMISSION_REVOKED":                           {ledger.ActorRelink, "The permission for {bank} was withdrawn. Link it again and everything stays, or archive or remove it with passbook unlink.", false},
	"INVALID_UPDATED_USERNAME":                          {ledger.ActorRelink, "{bank}: the user name is not the one that was linked. Link it again; everything stays.", false},
	"INVALID_PUBLIC_TOKEN":                              {ledger.ActorPerson, "The link was not finished in time. Link {bank} once more.", false},
	"INVALID_LINK_TOKEN":                                {ledger.ActorPerson, "The link was not finished in time. Link {bank} once more.", false},
	"INVALID_INSTITUTION":                               {ledger.ActorSetup, "Plaid knows no institution with this id.", false},
	"SANDBOX_ONLY":                                      {ledger.ActorSetup, "This works in Plaid's Sandbox only. Set PLAID_ENV=sandbox.", false},
	"INVALID_PRODUCT":                                   {ledger.ActorSetup, access, false},
	"UNAUTHORIZED_ROUTE_ACCESS":                         {ledger.ActorSetup, access, false},
	"UNAUTHORIZED_INSTITUTION":                          {ledger.ActorSetup, access, false},
	"INSTITUTION_REGISTRATION_REQUIRED":                 {ledger.ActorSetup, access, false},
	"INSTITUTION_NOT_ENABLED_IN_ENVIRONMENT":            {ledger.ActorSetup, "{bank} is not there in this Plaid environment.", false},
	"INVALID_LINK_CUSTOMIZATION":                        {ledger.ActorSetup, "Plaid's dashboard wants a use case chosen for Link first (Link customization).", false},
	"CREDITS_EXHAUSTED":                                 {ledger.ActorSetup, "The free usage of your Plaid account is used up. Ask for full access in Plaid's dashboard.", false},
	"TRIAL_CONNECTION_LIMIT":                            {ledger.ActorSetup, "Your Plaid trial allows no more linked banks. Ask for full access in Plaid's dashboard.", false},
	"ADDITIONAL_CONSENT_REQUIRED":                       {ledger.ActorPerson, "{bank} needs your consent for this. Sign in again to give it.", false},
	"ITEM_LOGIN_REQUIRED":                               {ledger.ActorPerson, signIn, false},
	"PENDING_EXPIRATION":                                {ledger.ActorPerson, "Your consent for {bank} ends soon. Sign in again to renew it.", false},
	"PENDING_DISCONNECT":                                {ledger.ActorPerson, "{bank} will be disconnected soon. Sign in again to keep it.", false},
	"ITEM_LOCKED":                                       {ledger.ActorPerson, atTheBank, true},
	"USER_SETUP_REQUIRED":                               {ledger.ActorPerson, atTheBank, true},
	"PASSWORD_RESET_REQUIRED":                           {ledger.ActorPerson, "{bank} wants a new password set on its own site first. Then sign in again here.", false},
	"INSUFFICIENT_CREDENTIALS":                          {ledger.ActorPerson, signIn, false}, // its display_message is its own code
	"INVALID_CREDENTIALS":                               {ledger.ActorPerson, signIn, true},
	"INVALID_MFA":                                       {ledger.ActorPerson, signIn, true},
	"ACCESS_NOT_GRANTED":                                {ledger.ActorPerson, "{bank}: access was not given to this. Sign in again and allow it.", false},
	"NO_ACCOUNTS":                                       {ledger.ActorPerson, "{bank} shares no account. Sign in again and choose some.", false},
	"NO_AUTH_ACCOUNTS":                                  {ledger.ActorWait, "{bank} has no checking or savings account here.", false},
	"NO_INVESTMENT_ACCOUNTS":                            {ledger.ActorWait, "{bank} has no investment account here.", false},
	"NO_INVESTMENT_AUTH_ACCOUNTS":                       {ledger.ActorWait, "{bank} has no investment account here.", false},
	"NO_LIABILITY_ACCOUNTS":                             {ledger.ActorWait, "{bank} has no card or loan here.", false},
	"PRODUCT_NOT_READY":                                 {ledger.ActorWait, "{bank} is still preparing this. passbook tries again.", false},
	"PRODUCT_NOT_ENABLED":                               {ledger.ActorPerson, "{bank} was linked without this. Sign in again to add it.", false},
	"PRODUCTS_NOT_SUPPORTED":                            {ledger.ActorWait, notHere, false},
	"ITEM_NOT_SUPPORTED":                                {ledger.ActorRelink, "This login at {bank} is not supported by Plaid.", true},
	"MFA_NOT_SUPPORTED":                                 {ledger.ActorRelink, "The way {bank} asks for a second factor is not supported by Plaid.", true},
	"INSTITUTION_NO_LONGER_SUPPORTED":                   {ledger.ActorRelink, "{bank} is no longer supported by Plaid. What was fetched stays.", false},
	"UNSUPPORTED_RESPONSE":                              {ledger.ActorBug, "{bank} sent Plaid data that it could not read. What was fetched stays.", false},
	"INSTITUTION_DOWN":                                  {ledger.ActorWait, down, false}, // Link says the code without its type
	"INSTITUTION_NOT_RESPONDING":                        {ledger.ActorWait, down, false},
	"INSTITUTION_NOT_AVAILABLE":                         {ledger.ActorWait, down, false},
	"INTERNAL_SERVER_ERROR":                             {ledger.ActorWait, fault, false},
	"INVALID_SEND_METHOD":                               {ledger.ActorWait, down, false},
	"PLANNED_MAINTENANCE":                               {ledger.ActorWait, "Plaid is down for maintenance. Cached data stays; passbook tries again.", false},
	"INSTITUTION_RATE_LIMIT":                            {ledger.ActorWait, "{bank} is asked too often right now. passbook tries again later.", false},
	plaidapi.CodeMutation:                               {ledger.ActorWait, "{bank} keeps changing its data while passbook reads. passbook tries again.", false},
	"INVALID_ASSET_REPORT_TOKEN":                        {ledger.ActorWait, "Plaid no longer has the asset report. Ask for it again: Plaid bills that one anew.", false},
	"ADDENDUM_NOT_SIGNED":                               {ledger.ActorSetup, "Plaid wants its addendum for Signal signed first, in Plaid's dashboard.", false},
	"RULESET_NOT_FOUND":                                 {ledger.ActorSetup, "Plaid's dashboard has no such rules for Signal: name others with --ruleset, or make them there.", false},
	"INVALID_CONFIGURATION_STATE":                       {ledger.ActorSetup, "Signal is not set up for these keys: look into Plaid's dashboard.", false},
	"NOT_ENABLED_FOR_SIGNAL_TRANSACTION_SCORE_RULESETS": {ledger.ActorSetup, "Your Plaid account is not open to rules with scores: choose others with --ruleset.", false},
	"SIGNAL_TRANSACTION_NOT_INITIATED":                  {ledger.ActorPerson, "Plaid knows this debit as not sent: tell it the decision first.", false},
	"LAST_UPDATED_DATETIME_OUT_OF_RANGE":                {ledger.ActorWait, "{bank} has no balance that fresh. The cached one stays.", false},
}

// byKind holds the defaults of Plaid's error types, for the codes that are new
// or that need nothing of their own.
var byKind = map[string]advice{
	"ITEM_ERROR":          {ledger.ActorPerson, signIn, true},
	"INSTITUTION_ERROR":   {ledger.ActorWait, down, false},
	"API_ERROR":           {ledger.ActorWait, fault, false},
	"RATE_LIMIT_EXCEEDED": {ledger.ActorWait, tooMany, false},
	"TRANSACTIONS_ERROR":  {ledger.ActorWait, "Plaid could not give the transactions of {bank}. passbook tries again.", false},
	"ASSET_REPORT_ERROR":  {ledger.ActorWait, "Plaid could not make the asset report of what {bank} gave. Ask for it again later.", false},
	"OAUTH_ERROR":         {ledger.ActorPerson, "Signing in at {bank} was not finished. Link it once more.", true},
	"USER_ERROR":          {ledger.ActorPerson, signIn, true},
}

// adviceFor finds the advice of an answer: by its code, its type, its status.
func adviceFor(e *plaidapi.Error) advice {
	if a, ok := byCode[e.Code]; ok {
		return a
	}
	if a, ok := byKind[e.Type]; ok {
		return a
	}
	switch {
	case e.Status == 429:
		return advice{ledger.ActorWait, tooMany, false}
	case e.Status >= 500:
		return advice{ledger.ActorWait, "Plaid is out of order right now. Cached data stays; passbook tries again.", false}
	case e.Status/100 == 3:
		return advice{ledger.ActorSetup, "The Plaid address sends passbook elsewhere, where it does not follow. Check PLAID_BASE_URL.", false}
	case e.Type == "":
		return advice{ledger.ActorSetup, "What answers at the Plaid address is not Plaid. Check the proxy and PLAID_BASE_URL.", false}
	}
	return advice{ledger.ActorBug, ours, false}
}
