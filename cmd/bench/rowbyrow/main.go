// Rowbyrow fetches an Item's transactions as most programs do: decoded by
// plaid-go's models, inserted one by one into a table with its indexes on it,
// 500 rows to a commit. It is what passbook's first sync is measured against
// and no part of passbook.
package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"math"
	"os"

	_ "github.com/mattn/go-sqlite3"
	"github.com/plaid/plaid-go/v41/plaid"
)

const schema = `
CREATE TABLE transactions (
	id TEXT PRIMARY KEY, account_id TEXT NOT NULL, pending_id TEXT, amount INTEGER NOT NULL, currency TEXT,
	date TEXT NOT NULL, authorized_date TEXT, pending INTEGER NOT NULL, name TEXT, merchant TEXT, merchant_id TEXT,
	original TEXT, category TEXT, category_detail TEXT, category_confidence TEXT, channel TEXT, details TEXT);
CREATE INDEX transactions_by_date     ON transactions (date);
CREATE INDEX transactions_by_account  ON transactions (account_id, date);
CREATE INDEX transactions_by_category ON transactions (category_detail, date);
CREATE INDEX transactions_by_merchant ON transactions (merchant, date);`

const insert = `INSERT INTO transactions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE SET amount = excluded.amount, date = excluded.date, pending = excluded.pending, name = excluded.name`

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: rowbyrow FILE BASE-URL")
		os.Exit(2)
	}
	if err := run(context.Background(), os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "rowbyrow:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, file, url string) error {
	db, err := sql.Open("sqlite3", "file:"+file+"?_journal_mode=WAL")
	if err != nil {
		return err
	}
	defer db.Close()
	if _, err := db.ExecContext(ctx, schema); err != nil {
		return err
	}
	cfg := plaid.NewConfiguration()
	cfg.AddDefaultHeader("PLAID-CLIENT-ID", "rowbyrow")
	cfg.AddDefaultHeader("PLAID-SECRET", "rowbyrow")
	cfg.UseEnvironment(plaid.Environment(url))
	api := plaid.NewAPIClient(cfg).PlaidApi
	access, err := link(ctx, api)
	if err != nil {
		return err
	}
	var cursor string
	for more := true; more; {
		request := plaid.NewTransactionsSyncRequest(access)
		request.SetCount(500)
		if cursor != "" {
			request.SetCursor(cursor)
		}
		page, _, err := api.TransactionsSync(ctx).TransactionsSyncRequest(*request).Execute()
		if err != nil {
			return err
		}
		if err := save(ctx, db, page.Added); err != nil {
			return err
		}
		cursor, more = page.NextCursor, page.HasMore
	}
	return db.Close()
}

func link(ctx context.Context, api *plaid.PlaidApiService) (access string, err error) {
	create := plaid.NewSandboxPublicTokenCreateRequest("ins_109508", []plaid.Products{plaid.PRODUCTS_TRANSACTIONS})
	options := plaid.NewSandboxPublicTokenCreateRequestOptions()
	options.SetOverrideUsername("user_bulk")
	options.SetOverridePassword("pass_good")
	create.SetOptions(*options)
	public, _, err := api.SandboxPublicTokenCreate(ctx).SandboxPublicTokenCreateRequest(*create).Execute()
	if err != nil {
		return "", err
	}
	exchange := plaid.NewItemPublicTokenExchangeRequest(public.PublicToken)
	exchanged, _, err := api.ItemPublicTokenExchange(ctx).ItemPublicTokenExchangeRequest(*exchange).Execute()
	return exchanged.AccessToken, err
}

func save(ctx context.Context, db *sql.DB, page []plaid.Transaction) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // does nothing after Commit
	for _, t := range page {
		category := t.GetPersonalFinanceCategory()
		details, err := json.Marshal([]any{t.Location, t.PaymentMeta, t.Counterparties})
		if err != nil {
			return err
		}
		_, err = tx.ExecContext(ctx, insert, t.TransactionId, t.AccountId, t.GetPendingTransactionId(),
			-int64(math.Round(t.Amount*100)), t.GetIsoCurrencyCode(), t.Date, t.GetAuthorizedDate(), t.Pending,
			t.Name, t.GetMerchantName(), t.GetMerchantEntityId(), t.GetOriginalDescription(),
			category.Primary, category.Detailed, category.GetConfidenceLevel(), t.PaymentChannel, details)
		if err != nil {
			return err
		}
	}
	return tx.Commit()
}
