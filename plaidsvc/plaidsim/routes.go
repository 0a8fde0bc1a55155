package plaidsim

import (
	"encoding/json"
	"net/http"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// endpoint is one of Plaid's: it reads a request's body and gives an object
// (the request_id is added), a page or a document.
type endpoint func(*bank.Call, []byte) (any, *wire.Error)

// endpointTable lists Plaid's routes; all are asked with POST.
func (s *Server) endpointTable() map[string]endpoint {
	return map[string]endpoint{
		"/item/get":                             decoding(itemGet),
		"/item/remove":                          decoding(itemRemove),
		"/item/products/terminate":              decoding(itemProductsTerminate),
		"/item/webhook/update":                  decoding(itemWebhookUpdate),
		"/item/access_token/invalidate":         decoding(accessTokenInvalidate),
		"/item/public_token/create":             decoding(publicTokenCreate),
		"/item/import":                          decoding(itemImport),
		"/item/create":                          decoding(itemCreate),
		"/sandbox/item/reset_login":             decoding(sandboxItemResetLogin),
		"/sandbox/user/reset_login":             decoding(sandboxUserResetLogin),
		"/sandbox/item/set_verification_status": decoding(sandboxSetVerificationStatus),

		"/sandbox/public_token/create": decoding(sandboxPublicTokenCreate),
		"/item/public_token/exchange":  decoding(publicTokenExchange),

		"/processor/token/create":                decoding(processorTokenCreate),
		"/processor/apex/processor_token/create": decoding(processorTokenCreate),
		"/sandbox/processor_token/create":        decoding(sandboxProcessorTokenCreate),

		"/user/create":    decoding(userCreate),
		"/user/items/get": decoding(userItemsGet),

		"/accounts/get":         decoding(accountsGet),
		"/accounts/balance/get": decoding(accountsBalanceGet),

		"/auth/get": decoding(authGet),

		"/identity/get":     decoding(identityGet),
		"/identity/match":   decoding(identityMatch),
		"/identity/refresh": decoding(identityRefresh),

		"/institutions/get":       decoding(institutionsGet),
		"/institutions/get_by_id": decoding(institutionsGetByID),
		"/institutions/search":    decoding(institutionsSearch),

		"/categories/get": decoding(categoriesGet),

		"/transactions/sync": decoding(transactionsSync),

		"/transactions/get":            decoding(transactionsGet),
		"/transactions/refresh":        decoding(transactionsRefresh),
		"/sandbox/transactions/create": decoding(sandboxTransactionsCreate),

		"/transactions/recurring/get": decoding(recurringGet),

		"/transactions/enrich": decoding(transactionsEnrich),

		"/investments/holdings/get":     decoding(holdingsGet),
		"/investments/transactions/get": decoding(investmentTransactionsGet),
		"/investments/refresh":          decoding(investmentsRefresh),
		"/investments/auth/get":         decoding(investmentsAuthGet),

		"/liabilities/get": decoding(liabilitiesGet),

		"/statements/list":     decoding(statementsList),
		"/statements/download": decoding(statementsDownload),
		"/statements/refresh":  decoding(statementsRefresh),

		"/asset_report/create":            decoding(assetReportCreate),
		"/asset_report/get":               decoding(assetReportGet),
		"/asset_report/pdf/get":           decoding(assetReportPDF),
		"/asset_report/filter":            decoding(assetReportFilter),
		"/asset_report/refresh":           decoding(assetReportRefresh),
		"/asset_report/remove":            decoding(assetReportRemove),
		"/asset_report/audit_copy/create": decoding(auditCopyCreate),
		"/asset_report/audit_copy/get":    decoding(auditCopyGet),
		"/asset_report/audit_copy/remove": decoding(auditCopyRemove),

		"/credit/bank_income/get":           decoding(bankIncomeGet),
		"/income/verification/paystubs/get": decoding(paystubsGet),
		"/income/verification/precheck":     decoding(incomePrecheck),

		"/credit/payroll_income/get": decoding(payrollIncomeGet),

		"/signal/prepare":         decoding(signalPrepare),
		"/signal/evaluate":        decoding(signalEvaluate),
		"/signal/decision/report": decoding(signalReport),
		"/signal/return/report":   decoding(signalReport),

		"/transfer/authorization/create": decoding(transferAuthorizationCreate),
		"/transfer/create":               decoding(transferCreate),
		"/transfer/get":                  decoding(transferGet),
		"/transfer/cancel":               decoding(transferCancel),
		"/transfer/event/sync":           decoding(transferEventSync),
		"/sandbox/transfer/simulate":     decoding(sandboxTransferSimulate),

		"/bank_transfer/create":           decoding(bankTransferCreate),
		"/bank_transfer/get":              decoding(bankTransferGet),
		"/bank_transfer/cancel":           decoding(bankTransferCancel),
		"/bank_transfer/list":             decoding(bankTransferList),
		"/bank_transfer/balance/get":      decoding(bankTransferBalance),
		"/bank_transfer/migrate_account":  decoding(bankTransferMigrate),
		"/bank_transfer/event/list":       decoding(bankTransferEventList),
		"/bank_transfer/event/sync":       decoding(bankTransferEventSync),
		"/sandbox/bank_transfer/simulate": decoding(sandboxBankTransferSimulate),

		"/payment_initiation/recipient/create":     decoding(recipientCreate),
		"/payment_initiation/recipient/get":        decoding(recipientGet),
		"/payment_initiation/recipient/list":       decoding(recipientList),
		"/payment_initiation/payment/create":       decoding(paymentCreate),
		"/payment_initiation/payment/get":          decoding(paymentGet),
		"/payment_initiation/payment/token/create": decoding(paymentTokenCreate),

		"/identity_verification/create": decoding(verificationCreate),
		"/identity_verification/retry":  decoding(verificationRetry),
		"/identity_verification/get":    decoding(verificationGet),
		"/identity_verification/list":   decoding(verificationList),

		"/watchlist_screening/individual/create": decoding(screeningCreate),
		"/watchlist_screening/individual/update": decoding(screeningUpdate),
		"/watchlist_screening/individual/get":    decoding(screeningGet),
		"/watchlist_screening/individual/list":   decoding(screeningList),

		"/link/token/create": decoding(s.links.createToken),
		"/link/token/get":    decoding(s.links.getToken),

		"/sandbox/item/fire_webhook":          decoding(sandboxFireWebhook),
		"/sandbox/bank_transfer/fire_webhook": decoding(sandboxBankTransferFireWebhook),

		"/webhook_verification_key/get": decoding(s.hooks.verificationKey),
	}
}

// decoding makes an endpoint of a function whose In lists the fields that it
// wants. The body was checked against Plaid's document before.
func decoding[In any](f func(*bank.Call, In) (any, *wire.Error)) endpoint {
	return func(c *bank.Call, body []byte) (any, *wire.Error) {
		var in In
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, wire.ErrInvalidBody
		}
		return f(c, in)
	}
}

// pages are the routes beside Plaid's endpoints: what drives the simulator, and
// Link in the browser.
func (s *Server) pages() map[string]http.HandlerFunc {
	return map[string]http.HandlerFunc{
		"GET /healthz": healthy,

		"GET /sim/clock":               simPage(s.control.showClock),
		"POST /sim/clock":              simPage(s.control.moveClock),
		"GET /sim/items":               s.control.simList,
		"GET /sim/items/{id}":          s.control.simItem(showItem),
		"POST /sim/items/{id}/changes": s.control.simItem(simChanges),
		"GET /sim/webhooks":            simPage(s.hooks.show),
		"POST /sim/webhooks":           simPage(s.hooks.addTrick),
		"DELETE /sim/webhooks":         simPage(s.hooks.clear),
		"GET /sim/faults":              simPage(s.faults.show),
		"POST /sim/faults":             simPage(s.faults.add),
		"DELETE /sim/faults":           simPage(s.faults.clear),
		"GET /sim/limits":              simPage(s.control.showLimits),
		"POST /sim/limits":             simPage(s.control.setLimits),

		"GET " + linkFolder + "{file}": linkFile,
		"GET " + hostedPath + "{id}":   pageAlone("link.html"),
		"GET /oauth/{state}":           pageAlone("bank.html"),
		"POST /link/session/start":     linkCall(s.links.linkStart),
		"POST /link/session/step":      linkCall(s.links.linkStep),
		"POST /oauth/{state}":          linkCall(s.links.bankStep),
	}
}

// healthy answers as soon as the server does.
func healthy(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("ok\n"))
}
