package plaidsim

import (
	"encoding/json"
	"net/http"

	"passbook/plaidsvc/plaidsim/api"
	"passbook/plaidsvc/plaidsim/api/beta"
	"passbook/plaidsvc/plaidsim/api/compliance"
	"passbook/plaidsvc/plaidsim/api/payment"
	"passbook/plaidsvc/plaidsim/api/processor"
	"passbook/plaidsvc/plaidsim/api/transfer"
	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/control"
	"passbook/plaidsvc/plaidsim/link"
	"passbook/plaidsvc/plaidsim/webhook"
	"passbook/plaidsvc/plaidsim/wire"
)

// endpoints are Plaid's routes; all are asked with POST.
var endpoints = map[string]endpoint{
	"/item/get":                             of(api.ItemGet),
	"/item/remove":                          of(api.ItemRemove),
	"/item/products/terminate":              of(api.ItemProductsTerminate),
	"/item/webhook/update":                  of(api.ItemWebhookUpdate),
	"/item/access_token/invalidate":         of(api.AccessTokenInvalidate),
	"/item/public_token/create":             of(api.PublicTokenCreate),
	"/item/import":                          of(api.ItemImport),
	"/item/create":                          of(api.ItemCreate),
	"/sandbox/item/reset_login":             of(api.SandboxItemResetLogin),
	"/sandbox/user/reset_login":             of(api.SandboxUserResetLogin),
	"/sandbox/item/set_verification_status": of(api.SandboxSetVerificationStatus),
	"/sandbox/public_token/create":          of(api.SandboxPublicTokenCreate),
	"/item/public_token/exchange":           of(api.PublicTokenExchange),

	"/item/activity/list":    of(api.ItemActivityList),
	"/item/application/list": of(api.ItemApplicationList),
	"/consent/events/get":    of(api.ConsentEventsGet),
	"/network/status/get":    of(api.NetworkStatusGet),

	"/processor/token/create":                     of(processor.CreateToken),
	"/processor/apex/processor_token/create":      of(processor.CreateToken),
	"/processor/stripe/bank_account_token/create": of(processor.CreateStripeToken),
	"/sandbox/processor_token/create":             of(processor.SandboxCreateToken),
	"/processor/token/permissions/get":            of(processor.GetPermissions),
	"/processor/token/permissions/set":            of(processor.SetPermissions),
	"/processor/token/webhook/update":             of(processor.UpdateWebhook),

	"/processor/account/get":                  of(processor.Account(processor.For("", api.AccountsGet))),
	"/processor/balance/get":                  of(processor.For("balance", api.AccountsBalanceGet)),
	"/processor/auth/get":                     of(processor.For("auth", api.AuthGet)),
	"/processor/identity/get":                 of(processor.For("identity", api.IdentityGet)),
	"/processor/identity/match":               of(processor.For("identity", api.IdentityMatch)),
	"/processor/investments/holdings/get":     of(processor.For("investments", api.HoldingsGet)),
	"/processor/investments/transactions/get": of(processor.For("investments", api.InvestmentTransactionsGet)),
	"/processor/liabilities/get":              of(processor.For("liabilities", api.LiabilitiesGet)),
	"/processor/transactions/sync":            of(processor.For("transactions", api.TransactionsSync)),
	"/processor/transactions/get":             of(processor.For("transactions", api.TransactionsGet)),
	"/processor/transactions/refresh":         of(processor.For("transactions", api.TransactionsRefresh)),
	"/processor/transactions/recurring/get":   of(processor.For("transactions", api.RecurringGet)),
	"/processor/signal/prepare":               of(processor.For("signal", api.SignalPrepare)),
	"/processor/signal/evaluate":              of(processor.For("signal", api.SignalEvaluate)),
	"/processor/signal/decision/report":       of(processor.For("signal", api.SignalReport)),
	"/processor/signal/return/report":         of(processor.For("signal", api.SignalReport)),
	"/processor/bank_transfer/create":         of(processor.For("", transfer.BankCreate)),

	"/user/create":               of(api.UserCreate),
	"/user/get":                  of(api.UserGet),
	"/user/update":               of(api.UserUpdate),
	"/user/remove":               of(api.UserRemove),
	"/user/transactions/refresh": of(api.UserTransactionsRefresh),
	"/user/items/get":            of(api.UserItemsGet),
	"/user/items/associate":      of(api.UserItemsAssociate),
	"/user/items/remove":         of(api.UserItemsRemove),

	"/accounts/get":         of(api.AccountsGet),
	"/accounts/balance/get": of(api.AccountsBalanceGet),
	"/auth/get":             of(api.AuthGet),
	"/auth/verify":          of(api.AuthVerify),

	"/identity/get":     of(api.IdentityGet),
	"/identity/match":   of(api.IdentityMatch),
	"/identity/refresh": of(api.IdentityRefresh),

	"/institutions/get":       of(api.InstitutionsGet),
	"/institutions/get_by_id": of(api.InstitutionsGetByID),
	"/institutions/search":    of(api.InstitutionsSearch),

	"/categories/get":              of(api.CategoriesGet),
	"/transactions/sync":           of(api.TransactionsSync),
	"/transactions/get":            of(api.TransactionsGet),
	"/transactions/refresh":        of(api.TransactionsRefresh),
	"/sandbox/transactions/create": of(api.SandboxTransactionsCreate),
	"/transactions/recurring/get":  of(api.RecurringGet),
	"/transactions/enrich":         of(api.TransactionsEnrich),

	"/beta/transactions/v1/enhance":           of(beta.Enhance),
	"/beta/transactions/rules/v1/create":      of(beta.CreateRule),
	"/beta/transactions/rules/v1/list":        of(beta.ListRules),
	"/beta/transactions/rules/v1/remove":      of(beta.RemoveRule),
	"/beta/transactions/user_insights/v1/get": of(beta.UserInsights),

	"/investments/holdings/get":     of(api.HoldingsGet),
	"/investments/transactions/get": of(api.InvestmentTransactionsGet),
	"/investments/refresh":          of(api.InvestmentsRefresh),
	"/investments/auth/get":         of(api.InvestmentsAuthGet),
	"/liabilities/get":              of(api.LiabilitiesGet),

	"/statements/list":     of(api.StatementsList),
	"/statements/download": of(api.StatementsDownload),
	"/statements/refresh":  of(api.StatementsRefresh),

	"/asset_report/create":             of(api.AssetReportCreate),
	"/asset_report/get":                of(api.AssetReportGet),
	"/asset_report/pdf/get":            of(api.AssetReportPDF),
	"/asset_report/filter":             of(api.AssetReportFilter),
	"/asset_report/refresh":            of(api.AssetReportRefresh),
	"/asset_report/remove":             of(api.AssetReportRemove),
	"/asset_report/audit_copy/create":  of(api.AuditCopyCreate),
	"/asset_report/audit_copy/get":     of(api.AuditCopyGet),
	"/asset_report/audit_copy/pdf/get": of(api.AuditCopyPDF),
	"/asset_report/audit_copy/remove":  of(api.AuditCopyRemove),

	"/credit/bank_income/get":                 of(api.BankIncomeGet),
	"/credit/bank_income/refresh":             of(api.BankIncomeRefresh),
	"/credit/bank_income/pdf/get":             of(api.BankIncomePDF),
	"/credit/bank_income/webhook/update":      of(api.BankIncomeWebhookUpdate),
	"/credit/sessions/get":                    server(func(s *Server) handler[link.CreditSessionsRequest] { return s.links.CreditSessions }),
	"/credit/employment/get":                  of(api.EmploymentGet),
	"/income/verification/paystubs/get":       of(api.PaystubsGet),
	"/income/verification/precheck":           of(api.IncomePrecheck),
	"/credit/payroll_income/get":              of(api.PayrollIncomeGet),
	"/credit/payroll_income/precheck":         of(api.PayrollPrecheck),
	"/credit/payroll_income/refresh":          of(api.PayrollRefresh),
	"/credit/payroll_income/risk_signals/get": of(api.RiskSignalsGet),
	"/sandbox/user/fire_webhook":              of(api.SandboxUserFireWebhook),
	"/sandbox/income/fire_webhook":            of(api.SandboxIncomeFireWebhook),
	"/sandbox/bank_income/fire_webhook":       of(api.SandboxBankIncomeFireWebhook),

	"/signal/prepare":         of(api.SignalPrepare),
	"/signal/evaluate":        of(api.SignalEvaluate),
	"/signal/schedule":        of(api.SignalSchedule),
	"/signal/decision/report": of(api.SignalReport),
	"/signal/return/report":   of(api.SignalReport),

	"/transfer/authorization/create":    of(transfer.Authorize),
	"/transfer/authorization/cancel":    of(transfer.CancelAuthorization),
	"/transfer/create":                  of(transfer.Create),
	"/transfer/get":                     of(transfer.Get),
	"/transfer/list":                    of(transfer.List),
	"/transfer/cancel":                  of(transfer.Cancel),
	"/transfer/event/list":              of(transfer.EventList),
	"/transfer/event/sync":              of(transfer.EventSync),
	"/transfer/refund/create":           of(transfer.Refund),
	"/transfer/refund/get":              of(transfer.GetRefund),
	"/transfer/refund/cancel":           of(transfer.CancelRefund),
	"/transfer/balance/get":             of(transfer.Balance),
	"/transfer/capabilities/get":        of(transfer.Capabilities),
	"/transfer/configuration/get":       of(transfer.Configuration),
	"/transfer/metrics/get":             of(transfer.Metrics),
	"/sandbox/transfer/simulate":        of(transfer.Simulate),
	"/sandbox/transfer/refund/simulate": of(transfer.SimulateRefund),
	"/sandbox/transfer/fire_webhook":    of(transfer.FireWebhook),
	"/transfer/migrate_account":         of(transfer.BankMigrate),

	"/transfer/recurring/create":           of(transfer.CreateRecurring),
	"/transfer/recurring/get":              of(transfer.GetRecurring),
	"/transfer/recurring/list":             of(transfer.ListRecurring),
	"/transfer/recurring/cancel":           of(transfer.CancelRecurring),
	"/sandbox/transfer/test_clock/create":  of(transfer.CreateClock),
	"/sandbox/transfer/test_clock/advance": of(transfer.AdvanceClock),
	"/sandbox/transfer/test_clock/get":     of(transfer.GetClock),
	"/sandbox/transfer/test_clock/list":    of(transfer.ListClocks),

	"/transfer/sweep/get":              of(transfer.GetSweep),
	"/transfer/sweep/list":             of(transfer.ListSweeps),
	"/sandbox/transfer/sweep/simulate": of(transfer.SimulateSweep),

	"/transfer/ledger/get":                        of(transfer.Ledger),
	"/transfer/ledger/deposit":                    of(transfer.Deposit),
	"/transfer/ledger/withdraw":                   of(transfer.Withdraw),
	"/transfer/ledger/distribute":                 of(transfer.Distribute),
	"/transfer/ledger/event/list":                 of(transfer.LedgerEvents),
	"/sandbox/transfer/ledger/deposit/simulate":   of(transfer.SimulateDeposit),
	"/sandbox/transfer/ledger/withdraw/simulate":  of(transfer.SimulateWithdrawal),
	"/sandbox/transfer/ledger/simulate_available": of(transfer.MakeAvailable),

	"/transfer/intent/create": of(transfer.CreateIntent),
	"/transfer/intent/get":    of(transfer.GetIntent),

	"/bank_transfer/create":           of(transfer.BankCreate),
	"/bank_transfer/get":              of(transfer.BankGet),
	"/bank_transfer/cancel":           of(transfer.BankCancel),
	"/bank_transfer/list":             of(transfer.BankList),
	"/bank_transfer/balance/get":      of(transfer.BankBalance),
	"/bank_transfer/migrate_account":  of(transfer.BankMigrate),
	"/bank_transfer/event/list":       of(transfer.BankEventList),
	"/bank_transfer/event/sync":       of(transfer.BankEventSync),
	"/sandbox/bank_transfer/simulate": of(transfer.BankSimulate),

	"/payment_initiation/recipient/create":     of(payment.CreateRecipient),
	"/payment_initiation/recipient/get":        of(payment.GetRecipient),
	"/payment_initiation/recipient/list":       of(payment.ListRecipients),
	"/payment_initiation/payment/create":       of(payment.Create),
	"/payment_initiation/payment/get":          of(payment.Get),
	"/payment_initiation/payment/list":         of(payment.List),
	"/payment_initiation/payment/token/create": of(payment.CreateToken),

	"/identity_verification/create": of(compliance.VerificationCreate),
	"/identity_verification/retry":  of(compliance.VerificationRetry),
	"/identity_verification/get":    of(compliance.VerificationGet),
	"/identity_verification/list":   of(compliance.VerificationList),

	"/watchlist_screening/individual/create": of(compliance.ScreeningCreate),
	"/watchlist_screening/individual/update": of(compliance.ScreeningUpdate),
	"/watchlist_screening/individual/get":    of(compliance.ScreeningGet),
	"/watchlist_screening/individual/list":   of(compliance.ScreeningList),

	"/link/token/create": server(func(s *Server) handler[link.TokenRequest] { return s.links.CreateToken }),
	"/link/token/get":    server(func(s *Server) handler[link.TokenLookup] { return s.links.GetToken }),

	"/sandbox/item/fire_webhook":          of(api.SandboxFireWebhook),
	"/sandbox/bank_transfer/fire_webhook": of(api.SandboxBankTransferFireWebhook),

	"/webhook_verification_key/get": server(func(s *Server) handler[webhook.KeyRequest] { return s.webhooks.VerificationKey }),
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

		"GET /sim/clock":               control.Page(s.control.ShowClock),
		"POST /sim/clock":              control.Page(s.control.MoveClock),
		"GET /sim/items":               s.control.Items,
		"GET /sim/items/{id}":          s.control.Item(control.ShowItem),
		"POST /sim/items/{id}/changes": s.control.Item(control.Change),
		"GET /sim/webhooks":            control.Page(s.webhooks.Show),
		"POST /sim/webhooks":           control.Page(s.webhooks.AddFault),
		"DELETE /sim/webhooks":         control.Page(s.webhooks.Clear),
		"GET /sim/faults":              control.Page(s.faults.Show),
		"POST /sim/faults":             control.Page(s.faults.Add),
		"DELETE /sim/faults":           control.Page(s.faults.Clear),
		"GET /sim/limits":              control.Page(s.control.ShowLimits),
		"POST /sim/limits":             control.Page(s.control.SetLimits),

		"GET " + link.Folder + "{file}":   link.ServeFile,
		"GET " + link.HostedPath + "{id}": link.ServeAlone("link.html"),
		"GET /oauth/{state}":              link.ServeAlone("bank.html"),
		"POST /link/session/start":        link.Handler(s.links.Open),
		"POST /link/session/step":         link.Handler(s.links.Step),
		"POST /oauth/{state}":             link.Handler(s.links.BankStep),
	}
}

// healthy answers as soon as the server does.
func healthy(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	w.Write([]byte("ok\n"))
}
