package api

import (
	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// employedDays is how old the last paystub of somebody who is employed may be.
const employedDays = 60

// EmploymentGet serves /credit/employment/get: where a person works, as the last
// paystub of each account says. What no paystub says is null.
func EmploymentGet(c *bank.Call, in personRequest) (any, *wire.Error) {
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	items := []wire.Object{}
	for _, it := range payrollItems(c, u, nil) {
		employments := []wire.Object{}
		for _, income := range payrollOf(it, c.Now)["payroll_income"].([]wire.Object) {
			if one := employment(income, draw.DayOf(c.Now)); one != nil {
				employments = append(employments, one)
			}
		}
		items = append(items, wire.Object{"item_id": it.ID, "employments": employments})
	}
	return wire.Object{"items": items}, nil
}

// employment is what the newest of an account's paystubs says; nil: it has none.
func employment(income wire.Object, today draw.Day) wire.Object {
	var last wire.Object
	var paid string
	for _, stub := range income["pay_stubs"].([]wire.Object) {
		if day, _ := stub["pay_period_details"].(wire.Object)["pay_date"].(string); last == nil || day > paid {
			last, paid = stub, day
		}
	}
	if last == nil {
		return nil
	}
	status := "INACTIVE"
	if day, ok := draw.ParseDay(paid); ok && today-day <= employedDays {
		status = "ACTIVE"
	}
	return wire.Object{
		"account_id": income["account_id"], "status": status, "start_date": nil, "end_date": nil,
		"employer": wire.Object{"name": last["employer"].(wire.Object)["name"]}, "title": nil, "employee_type": nil,
		"platform_ids":      wire.Object{"employee_id": nil, "payroll_id": nil, "position_id": nil},
		"last_paystub_date": wire.OrNull(paid),
	}
}

// PayrollRefresh serves /credit/payroll_income/refresh: the documents are as
// they were, and a webhook says for each Item that they were read.
func PayrollRefresh(c *bank.Call, in struct {
	personRequest
	Options struct {
		ItemIDs []string `json:"item_ids"`
		Webhook string   `json:"webhook"`
	} `json:"options"`
},
) (any, *wire.Error) {
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	items := payrollItems(c, u, in.Options.ItemIDs)
	if len(items) == 0 {
		return wire.Object{"verification_refresh_status": "VERIFICATION_REFRESH_NOT_FOUND"}, nil
	}
	for _, it := range items {
		if it.Error != nil {
			c.Emit(in.Options.Webhook, "INCOME", "INCOME_VERIFICATION_REFRESH_RECONNECT_NEEDED", wire.Object{"user_id": u["user_id"]})
			return wire.Object{"verification_refresh_status": "VERIFICATION_REFRESH_STATUS_USER_PRESENCE_REQUIRED"}, nil
		}
	}
	for _, it := range items {
		c.Emit(in.Options.Webhook, "INCOME", "INCOME_VERIFICATION", wire.Object{
			"item_id": it.ID, "user_id": u["user_id"], "verification_status": "VERIFICATION_STATUS_PROCESSING_COMPLETE",
		})
	}
	return wire.Object{"verification_refresh_status": "VERIFICATION_REFRESH_SUCCESSFUL"}, nil
}

// RiskSignalsGet serves /credit/payroll_income/risk_signals/get: signs of forged
// documents, of which there are none.
func RiskSignalsGet(c *bank.Call, in personRequest) (any, *wire.Error) {
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	items := []wire.Object{}
	for _, it := range payrollItems(c, u, nil) {
		signals := []wire.Object{}
		for _, income := range payrollOf(it, c.Now)["payroll_income"].([]wire.Object) {
			signals = append(signals, wire.Object{
				"account_id": income["account_id"], "single_document_risk_signals": []wire.Object{}, "multi_document_risk_signals": []wire.Object{},
			})
		}
		items = append(items, wire.Object{"item_id": it.ID, "verification_risk_signals": signals})
	}
	return wire.Object{"items": items}, nil
}

// SandboxIncomeFireWebhook serves /sandbox/income/fire_webhook: what Plaid sends
// when it has read the documents of an Item, or judged them.
func SandboxIncomeFireWebhook(c *bank.Call, in struct {
	ItemID  string `json:"item_id"`
	UserID  string `json:"user_id"`
	Webhook string `json:"webhook"`
	Status  string `json:"verification_status"`
	Code    string `json:"webhook_code"`
},
) (any, *wire.Error) {
	if err := wire.CheckWebhook(in.Webhook); err != nil {
		return nil, err
	}
	items, err := chosenItems(c.Linked, []string{in.ItemID})
	if err != nil {
		return nil, err
	}
	more := wire.Object{"item_id": in.ItemID}
	if user := items[0].User; in.UserID != "" || user != "" {
		more["user_id"] = wire.OrNull(in.UserID)
		if in.UserID == "" {
			more["user_id"] = user
		}
	}
	if in.Code == "INCOME_VERIFICATION" {
		if more["verification_status"] = in.Status; in.Status == "" {
			more["verification_status"] = "VERIFICATION_STATUS_PROCESSING_COMPLETE"
		}
	} else {
		// The document requires status, and describes the other.
		more["status"], more["risk_signals_status"] = "RISK_SIGNALS_PROCESSING_COMPLETE", "RISK_SIGNALS_PROCESSING_COMPLETE"
	}
	c.Emit(in.Webhook, "INCOME", in.Code, more)
	return wire.Object{}, nil
}
