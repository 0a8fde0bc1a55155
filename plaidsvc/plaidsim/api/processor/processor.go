package processor

import (
	"encoding/json"
	"maps"
	"slices"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/wire"
)

// Fields are the fields of a request with a processor token.
type Fields = map[string]json.RawMessage

// token is what a processor token stands for: one account of an Item. A nil
// list of products permits all of them.
type token struct {
	Text     string
	Item     *bank.Item
	Account  string
	Products []string
}

// find finds a processor token. Errors: INVALID_PROCESSOR_TOKEN, ITEM_NOT_FOUND
// for one of a removed Item.
func find(c *bank.Call, text string) (token, *wire.Error) {
	kept := c.Collection("processor").ByID[text]
	if kept == nil {
		return token{}, &wire.Error{Type: "INVALID_INPUT", Code: "INVALID_PROCESSOR_TOKEN", Message: "could not find matching processor token"}
	}
	i := slices.IndexFunc(c.Linked, func(it *bank.Item) bool { return it.ID == kept["item_id"] })
	if i < 0 || c.Linked[i].Removed {
		return token{}, wire.ErrItemNotFound
	}
	products, _ := kept["products"].([]string)
	return token{Text: text, Item: c.Linked[i], Account: kept["account_id"].(string), Products: products}, nil
}

// findIn is find for the token that a request names.
func findIn(c *bank.Call, fields Fields) (token, *wire.Error) {
	var text string
	_ = json.Unmarshal(fields["processor_token"], &text) // the body was checked
	return find(c, text)
}

// For makes of what serves an Item's endpoint what serves the same endpoint for
// a processor token: it is asked about the token's one account, and its answer
// is about that alone. The product is the one that the token must permit; empty:
// any token will do.
func For[In any](product string, serve func(*bank.Call, In) (any, *wire.Error)) func(*bank.Call, Fields) (any, *wire.Error) {
	return func(c *bank.Call, fields Fields) (any, *wire.Error) {
		t, err := findIn(c, fields)
		if err != nil {
			return nil, err
		}
		if product != "" && len(t.Products) > 0 && !slices.Contains(t.Products, product) {
			return nil, &wire.Error{Type: "INVALID_INPUT", Code: "INVALID_PRODUCT", Message: `client is not authorized to access the following products: ["` + product + `"]`}
		}
		var in In
		if json.Unmarshal(t.ask(fields), &in) != nil {
			return nil, wire.ErrInvalidBody
		}
		out, err := serve(c, in)
		if answer, ok := out.(wire.Object); ok {
			t.narrow(answer)
		}
		return out, err
	}
}

// ask is the request of an Item's endpoint for the same. The account is named
// in each way that one of the endpoints has; an endpoint reads its own.
func (t token) ask(fields Fields) []byte {
	options := map[string]any{}
	_ = json.Unmarshal(fields["options"], &options) // none: it stays empty
	if options == nil {
		options = map[string]any{} // it was null
	}
	options["account_id"], options["account_ids"] = t.Account, []string{t.Account}
	body := map[string]any{
		"access_token": t.Item.AccessToken, "account_id": t.Account, "account_ids": []string{t.Account}, "options": options,
	}
	for name, value := range fields {
		if name != "options" && name != "processor_token" {
			body[name] = value
		}
	}
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // its parts were JSON
	}
	return text
}

// narrow makes of an answer about an Item one about the token's account: one
// account and one set of numbers instead of lists, and no Item.
func (t token) narrow(answer wire.Object) {
	delete(answer, "item")
	if list, ok := answer["accounts"].([]wire.Object); ok {
		delete(answer, "accounts")
		answer["account"] = nil
		if i := slices.IndexFunc(list, func(a wire.Object) bool { return a["account_id"] == t.Account }); i >= 0 {
			answer["account"] = list[i]
		}
	}
	if numbers, ok := answer["numbers"].(wire.Object); ok {
		for _, kind := range slices.Collect(maps.Keys(numbers)) {
			list := numbers[kind].([]wire.Object)
			numbers[kind] = nil
			if len(list) > 0 {
				numbers[kind] = list[0]
			}
		}
	}
}
