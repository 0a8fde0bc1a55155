package plaidsim

import (
	"encoding/json"
	"net/http"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// endpoints are Plaid's routes; all are asked with POST.
var endpoints = map[string]endpoint{
	"/item/get":                             of(itemGet),
	"/item/remove":                          of(itemRemove),
	"/item/products/terminate":              of(itemProductsTerminate),
	"/item/webhook/update":                  of(itemWebhookUpdate),
	"/item/access_token/invalidate":         of(accessTokenInvalidate),
	"/item/public_token/create":             of(publicTokenCreate),
	"/item/import":                          of(itemImport),
	"/item/create":                          of(itemCreate),
	"/sandbox/item/reset_login":             of(sandboxItemResetLogin),
	"/sandbox/user/reset_login":             of(sandboxUserResetLogin),
	"/sandbox/item/set_verification_status": of(sandboxSetVerificationStatus),

	"/sandbox/public_token/create": of(sandboxPublicTokenCreate),
	"/item/public_token/exchange":  of(publicTokenExchange),

	"/processor/token/create":                of(processorTokenCreate),
	"/processor/apex/processor_token/create": of(processorTokenCreate),
	"/sandbox/processor_token/create":        of(sandboxProcessorTokenCreate),

	"/user/create":    of(userCreate),
	"/user/items/get": of(userItemsGet),

	"/accounts/get":         of(accountsGet),
	"/accounts/balance/get": of(accountsBalanceGet),

	"/auth/get": of(authGet),

	"/identity/get":     of(identityGet),
	"/identity/match":   of(identityMatch),
	"/identity/refresh": of(identityRefresh),

	"/institutions/get":       of(institutionsGet),
	"/institutions/get_by_id": of(institutionsGetByID),
	"/institutions/search":    of(institutionsSearch),

	"/categories/get": of(categoriesGet),

	"/transactions/sync": of(transactionsSync),

	"/transactions/get":            of(transactionsGet),
	"/transactions/refresh":        of(transactionsRefresh),
	"/sandbox/transactions/create": of(sandboxTransactionsCreate),

	"/transactions/recurring/get": of(recurringGet),

	"/transactions/enrich": of(transactionsEnrich),

	"/investments/holdings/get":     of(holdingsGet),
	"/investments/transactions/get": of(investmentTransactionsGet),
	"/investments/refresh":          of(investmentsRefresh),
	"/investments/auth/get":         of(investmentsAuthGet),

	"/liabilities/get": of(liabilitiesGet),

	"/statements/list":     of(statementsList),
	"/statements/download": of(statementsDownload),
	"/statements/refresh":  of(statementsRefresh),

	"/asset_report/create":            of(assetReportCreate),
	"/asset_report/get":               of(assetReportGet),
	"/asset_report/pdf/get":           of(assetReportPDF),
	"/asset_report/filter":            of(assetReportFilter),
	"/asset_report/refresh":           of(assetReportRefresh),
	"/asset_report/remove":            of(assetReportRemove),
	"/asset_report/audit_copy/create": of(auditCopyCreate),
	"/asset_report/audit_copy/get":    of(auditCopyGet),
	"/asset_report/audit_copy/remove": of(auditCopyRemove),

	"/credit/bank_income/get":           of(bankIncomeGet),
	"/income/verification/paystubs/get": of(paystubsGet),
	"/income/verification/precheck":     of(incomePrecheck),

	"/credit/payroll_income/get": of(payrollIncomeGet),

	"/signal/prepare":         of(signalPrepare),
	"/signal/evaluate":        of(signalEvaluate),
	"/signal/decision/report": of(signalReport),
	"/signal/return/report":   of(signalReport),

	"/transfer/authorization/create": of(transferAuthorizationCreate),
	"/transfer/create":               of(transferCreate),
	"/transfer/get":                  of(transferGet),
	"/transfer/cancel":               of(transferCancel),
	"/transfer/event/sync":           of(transferEventSync),
	"/sandbox/transfer/simulate":     of(sandboxTransferSimulate),

	"/bank_transfer/create":           of(bankTransferCreate),
	"/bank_transfer/get":              of(bankTransferGet),
	"/bank_transfer/cancel":           of(bankTransferCancel),
	"/bank_transfer/list":             of(bankTransferList),
	"/bank_transfer/balance/get":      of(bankTransferBalance),
	"/bank_transfer/migrate_account":  of(bankTransferMigrate),
	"/bank_transfer/event/list":       of(bankTransferEventList),
	"/bank_transfer/event/sync":       of(bankTransferEventSync),
	"/sandbox/bank_transfer/simulate": of(sandboxBankTransferSimulate),

	"/payment_initiation/recipient/create":     of(recipientCreate),
	"/payment_initiation/recipient/get":        of(recipientGet),
	"/payment_initiation/recipient/list":       of(recipientList),
	"/payment_initiation/payment/create":       of(paymentCreate),
	"/payment_initiation/payment/get":          of(paymentGet),
	"/payment_initiation/payment/token/create": of(paymentTokenCreate),

	"/identity_verification/create": of(verificationCreate),
	"/identity_verification/retry":  of(verificationRetry),
	"/identity_verification/get":    of(verificationGet),
	"/identity_verification/list":   of(verificationList),

	"/watchlist_screening/individual/create": of(screeningCreate),
	"/watchlist_screening/individual/update": of(screeningUpdate),
	"/watchlist_screening/individual/get":    of(screeningGet),
	"/watchlist_screening/individual/list":   of(screeningList),

	"/link/token/create": server(func(s *Server) handler[linkRequest] { return s.links.createToken }),
	"/link/token/get":    server(func(s *Server) handler[tokenRequest] { return s.links.getToken }),

	"/sandbox/item/fire_webhook":          of(sandboxFireWebhook),
	"/sandbox/bank_transfer/fire_webhook": of(sandboxBankTransferFireWebhook),

	"/webhook_verification_key/get": server(func(s *Server) handler[keyRequest] { return s.hooks.verificationKey }),
}

// handler is a function behind an endpoint. In lists the fields of the request
// that it wants; the body was checked against Plaid's document before. It gives
// an object (the request_id is added), JSON that is ready, or a document.
type handler[In any] func(*bank.Call, In) (any, *wire.Error)

// endpoint reads a request's body and gives it to its handler.
type endpoint func(*Server, *bank.Call, []byte) (any, *wire.Error)

// of makes an endpoint of a handler that is the same for every server.
func of[In any](h handler[In]) endpoint {
	return server(func(*Server) handler[In] { return h })
}

// server makes an endpoint of a part of the server.
func server[In any](part func(*Server) handler[In]) endpoint {
	return func(s *Server, c *bank.Call, body []byte) (any, *wire.Error) {
		var in In
		if err := json.Unmarshal(body, &in); err != nil {
			return nil, wire.ErrInvalidBody
		}
		return part(s)(c, in)
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
