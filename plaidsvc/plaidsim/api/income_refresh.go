package api

import (
	"fmt"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// BankIncomeRefresh serves /credit/bank_income/refresh: from now on reports reach
// back as far as is asked. Whatever they say is as the banks have it when they
// are asked for. PRODUCT_NOT_READY until the banks have been read.
func BankIncomeRefresh(c *bank.Call, in struct {
	personRequest
	Options struct {
		Days int `json:"days_requested"`
	} `json:"options"`
},
) (any, *wire.Error) {
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	for _, it := range c.ItemsOf(u["user_id"].(string)) {
		if in.Options.Days > 0 {
			it.Income.Bank.Days = in.Options.Days
		}
	}
	_, err = incomeReport(c, in.personRequest)
	return wire.Object{}, err
}

// incomeReport is a person's report of /credit/bank_income/get.
func incomeReport(c *bank.Call, in personRequest) (wire.Object, *wire.Error) {
	out, err := BankIncomeGet(c, bankIncomeRequest{personRequest: in})
	if err != nil {
		return nil, err
	}
	return out.(wire.Object)["bank_income"].([]wire.Object)[0], nil
}

// BankIncomePDF serves /credit/bank_income/pdf/get: the report as a PDF
// document.
func BankIncomePDF(c *bank.Call, in personRequest) (any, *wire.Error) {
	report, err := incomeReport(c, in)
	if err != nil {
		return nil, err
	}
	lines := []string{"Bank income", fmt.Sprint(report["generated_time"]), ""}
	for _, it := range report["items"].([]wire.Object) {
		lines = append(lines, fmt.Sprint(it["institution_name"]))
		for _, s := range it["bank_income_sources"].([]wire.Object) {
			lines = append(lines, fmt.Sprintf("  %-44.44v %-14v %14v", s["income_description"], s["income_category"], s["total_amount"]))
		}
	}
	return wire.Document{ContentType: "application/pdf", Body: wire.PDF(append(lines, "", "Made by plaidsim: no bank wrote this."))}, nil
}

// BankIncomeWebhookUpdate serves /credit/bank_income/webhook/update: whether the
// person's webhooks of Bank Income are wanted, as they are at first.
func BankIncomeWebhookUpdate(c *bank.Call, in struct {
	personRequest
	On bool `json:"enable_webhooks"`
},
) (any, *wire.Error) {
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	u["no_income_webhooks"] = !in.On
	return wire.Object{}, nil
}

// SandboxBankIncomeFireWebhook serves /sandbox/bank_income/fire_webhook: a
// webhook about a person's bank income, to the given address. Without one Plaid
// sends it to that of its Dashboard, and the simulator to nobody.
func SandboxBankIncomeFireWebhook(c *bank.Call, in struct {
	Webhook string `json:"webhook_override"`
	Code    string `json:"webhook_code"`
	Fields  struct {
		UserID string `json:"user_id"`
		Result string `json:"bank_income_refresh_complete_result"`
	} `json:"webhook_fields"`
},
) (any, *wire.Error) {
	u, err := c.Person("", in.Fields.UserID)
	if err != nil {
		return nil, err
	}
	more := wire.Object{"user_id": u["user_id"]}
	if in.Code == "BANK_INCOME_REFRESH_COMPLETE" {
		if more["result"] = in.Fields.Result; in.Fields.Result == "" {
			more["result"] = "SUCCESS"
		}
	}
	if off, _ := u["no_income_webhooks"].(bool); !off {
		c.Emit(in.Webhook, "INCOME", in.Code, more)
	}
	return wire.Object{}, nil
}
