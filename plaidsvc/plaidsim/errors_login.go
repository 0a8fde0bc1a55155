package plaidsim

// loginErrors are what signing in at a bank can end with, by error_code: the
// password error_CODE asks for one.
var loginErrors = map[string]*plaidError{
	"COUNTRY_NOT_SUPPORTED":           itemError("COUNTRY_NOT_SUPPORTED", "the country of this account is not supported", "The given account is not currently supported for this financial institution. We apologize for the inconvenience."),
	"INSTITUTION_DOWN":                institutionError("INSTITUTION_DOWN"),
	"INSTITUTION_NOT_RESPONDING":      institutionError("INSTITUTION_NOT_RESPONDING"),
	"INSTITUTION_NOT_AVAILABLE":       institutionError("INSTITUTION_NOT_AVAILABLE"),
	"INSTITUTION_NO_LONGER_SUPPORTED": {typ: "INSTITUTION_ERROR", code: "INSTITUTION_NO_LONGER_SUPPORTED", message: "this institution is no longer supported", display: "This financial institution is no longer supported. We apologize for the inconvenience."},
	"INSUFFICIENT_CREDENTIALS":        itemError("INSUFFICIENT_CREDENTIALS", "insufficient authorization was provided to complete the request", "INSUFFICIENT_CREDENTIALS"),
	"INTERNAL_SERVER_ERROR":           errInternal,
	"PLAID_ERROR":                     {status: 500, typ: "API_ERROR", code: "PLAID_ERROR", message: "an unexpected error occurred"},
	"INVALID_CREDENTIALS":             itemError("INVALID_CREDENTIALS", "the provided credentials were not correct", "The provided credentials were not correct. Please try again."),
	"INVALID_LINK_TOKEN":              errLinkToken,
	"INVALID_MFA":                     itemError("INVALID_MFA", "the provided MFA response(s) were not correct", "The provided MFA responses were not correct. Please try again."),
	"INVALID_SEND_METHOD":             itemError("INVALID_SEND_METHOD", "the provided MFA send_method was invalid", ""),
	"INVALID_UPDATED_USERNAME":        itemError("INVALID_UPDATED_USERNAME", "the username provided to /item/credentials/update does not match the original username for the item", ""),
	"ITEM_LOCKED":                     itemError("ITEM_LOCKED", "the account is locked. prompt the user to visit the institution's site and unlock their account", "The given account has been locked by the financial institution. Please visit your financial institution's website to unlock your account."),
	"ITEM_LOGIN_REQUIRED":             errLoginRequired,
	"ITEM_NOT_SUPPORTED":              itemError("ITEM_NOT_SUPPORTED", "this account is currently not supported", "The given account is not currently supported for this financial institution. We apologize for the inconvenience."),
	"MFA_NOT_SUPPORTED":               itemError("MFA_NOT_SUPPORTED", "this account requires a MFA type that we do not currently support for the institution", "The multi-factor security features enabled on this account are not currently supported for this financial institution. We apologize for the inconvenience."),
	"NO_ACCOUNTS":                     itemError("NO_ACCOUNTS", "no valid accounts were found for this item", "No valid accounts were found at the financial institution. Please visit your financial institution's website to confirm accounts are available."),
	"PASSWORD_RESET_REQUIRED":         itemError("PASSWORD_RESET_REQUIRED", "user must reset their password", "The user needs to reset their password for their account"),
	"USER_INPUT_TIMEOUT":              itemError("USER_INPUT_TIMEOUT", "user did not complete a step in time", ""),
	"USER_SETUP_REQUIRED":             itemError("USER_SETUP_REQUIRED", "the account has not been fully set up. prompt the user to visit the issuing institution's site and finish the setup process", "The given account is not fully set up. Please visit your financial institution's website to setup your account."),
}

// institutionError is an INSTITUTION_ERROR that passes by itself.
func institutionError(code string) *plaidError {
	return &plaidError{
		typ: "INSTITUTION_ERROR", code: code,
		message: "this institution is not currently responding to this request. please try again soon",
		display: "This financial institution is not currently responding to requests. We apologize for the inconvenience.",
	}
}
