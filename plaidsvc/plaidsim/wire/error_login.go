package wire

// LoginErrors are the errors that a login at a bank can end with, by
// error_code. The password error_CODE asks for one of them.
var LoginErrors = map[string]*Error{
	"COUNTRY_NOT_SUPPORTED":           ItemError("COUNTRY_NOT_SUPPORTED", "the country of this account is not supported", "The given account is not currently supported for this financial institution. We apologize for the inconvenience."),
	"INSTITUTION_DOWN":                institutionError("INSTITUTION_DOWN"),
	"INSTITUTION_NOT_RESPONDING":      institutionError("INSTITUTION_NOT_RESPONDING"),
	"INSTITUTION_NOT_AVAILABLE":       institutionError("INSTITUTION_NOT_AVAILABLE"),
	"INSTITUTION_NO_LONGER_SUPPORTED": {Type: "INSTITUTION_ERROR", Code: "INSTITUTION_NO_LONGER_SUPPORTED", Message: "this institution is no longer supported", Display: "This financial institution is no longer supported. We apologize for the inconvenience."},
	"INSUFFICIENT_CREDENTIALS":        ItemError("INSUFFICIENT_CREDENTIALS", "insufficient authorization was provided to complete the request", "INSUFFICIENT_CREDENTIALS"),
	"INTERNAL_SERVER_ERROR":           ErrInternal,
	"PLAID_ERROR":                     {Status: 500, Type: "API_ERROR", Code: "PLAID_ERROR", Message: "an unexpected error occurred"},
	"INVALID_CREDENTIALS":             ItemError("INVALID_CREDENTIALS", "the provided credentials were not correct", "The provided credentials were not correct. Please try again."),
	"INVALID_LINK_TOKEN":              ErrLinkToken,
	"INVALID_MFA":                     ItemError("INVALID_MFA", "the provided MFA response(s) were not correct", "The provided MFA responses were not correct. Please try again."),
	"INVALID_SEND_METHOD":             ItemError("INVALID_SEND_METHOD", "the provided MFA send_method was invalid", ""),
	"INVALID_UPDATED_USERNAME":        ItemError("INVALID_UPDATED_USERNAME", "the username provided to /item/credentials/update does not match the original username for the item", ""),
	"ITEM_LOCKED":                     ItemError("ITEM_LOCKED", "the account is locked. prompt the user to visit the institution's site and unlock their account", "The given account has been locked by the financial institution. Please visit your financial institution's website to unlock your account."),
	"ITEM_LOGIN_REQUIRED":             ErrLoginRequired,
	"ITEM_NOT_SUPPORTED":              ItemError("ITEM_NOT_SUPPORTED", "this account is currently not supported", "The given account is not currently supported for this financial institution. We apologize for the inconvenience."),
	"MFA_NOT_SUPPORTED":               ItemError("MFA_NOT_SUPPORTED", "this account requires a MFA type that we do not currently support for the institution", "The multi-factor security features enabled on this account are not currently supported for this financial institution. We apologize for the inconvenience."),
	"NO_ACCOUNTS":                     ItemError("NO_ACCOUNTS", "no valid accounts were found for this item", "No valid accounts were found at the financial institution. Please visit your financial institution's website to confirm accounts are available."),
	"PASSWORD_RESET_REQUIRED":         ItemError("PASSWORD_RESET_REQUIRED", "user must reset their password", "The user needs to reset their password for their account"),
	"USER_INPUT_TIMEOUT":              ItemError("USER_INPUT_TIMEOUT", "user did not complete a step in time", ""),
	"USER_SETUP_REQUIRED":             ItemError("USER_SETUP_REQUIRED", "the account has not been fully set up. prompt the user to visit the issuing institution's site and finish the setup process", "The given account is not fully set up. Please visit your financial institution's website to setup your account."),
}

// institutionError makes an INSTITUTION_ERROR that goes away by itself.
func institutionError(code string) *Error {
	return &Error{
		Type: "INSTITUTION_ERROR", Code: code,
		Message: "this institution is not currently responding to this request. please try again soon",
		Display: "This financial institution is not currently responding to requests. We apologize for the inconvenience.",
	}
}
