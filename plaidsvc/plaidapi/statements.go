package plaidapi

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/plaid/plaid-go/v41/plaid"

	"passbook/storage/ledger"
)

// Statement is a bank's statement of an account, as /statements/list tells of it.
// Texts are cleaned, but for the ids.
type Statement struct {
	ID          string
	AccountID   string
	AccountName string
	Mask        string
	Month       ledger.Month
	Posted      ledger.Date // zero: not said
}

// Statements asks /statements/list for the statements of an Item that was linked
// with Statements. Errors: *Error with PRODUCT_NOT_ENABLED for another Item.
func (c *Client) Statements(ctx context.Context, token string) ([]Statement, error) {
	answer, err := ask[struct {
		Accounts []struct {
			ID         string `json:"account_id"`
			Name       string `json:"account_name"`
			Mask       string `json:"account_mask"`
			Statements []struct {
				ID     string `json:"statement_id"`
				Month  int    `json:"month"`
				Year   int    `json:"year"`
				Posted string `json:"date_posted"`
			} `json:"statements"`
		} `json:"accounts"`
	}](ctx, c, "/statements/list", struct {
		AccessToken string `json:"access_token"`
	}{token})
	if err != nil {
		return nil, fmt.Errorf("list statements: %w", err)
	}
	var all []Statement
	for _, a := range answer.Accounts {
		for _, s := range a.Statements {
			if s.ID == "" || a.ID == "" || s.Month < 1 || s.Month > 12 || s.Year < 1000 || s.Year > 9999 {
				return nil, ErrShape
			}
			posted, _ := ledger.ParseDate(s.Posted) // zero where it is null
			all = append(all, Statement{
				ID: s.ID, AccountID: a.ID, AccountName: OneLine(a.Name, 100), Mask: OneLine(a.Mask, 10),
				Month: ledger.Month(100*s.Year + s.Month), Posted: posted,
			})
		}
	}
	return all, nil
}

// statementDays are the first and the last day whose statements Link asks for: two
// years, the most that Plaid gives.
func (c *Client) statementDays() (from, to string) {
	today := c.now()
	return ledger.DateOf(today.AddDate(-2, 0, 1)).String(), ledger.DateOf(today).String()
}

// askStatements has Link ask for statements where they are among some products:
// Plaid then wants to know of which days.
func (c *Client) askStatements(req *plaid.LinkTokenCreateRequest, products []plaid.Products) {
	if slices.Contains(products, plaid.PRODUCTS_STATEMENTS) {
		from, to := c.statementDays()
		req.SetStatements(*plaid.NewLinkTokenCreateRequestStatements(from, to))
	}
}

// ErrHash says that a document arrived otherwise than Plaid sent it.
var ErrHash = errors.New("the document is not the one that its hash is of")

// StatementPDF asks /statements/download for a statement, and gives the SHA-256 of
// it in hexadecimal. The header Plaid-Content-Hash has the same, so that "the file
// being sent by Plaid is the same file that was downloaded to your system"
// (Plaid's OpenAPI document). begin gives what the document is written to, empty,
// and is called anew where the download is repeated. Errors: ErrHash, ErrShape
// where the header is missing or what came is no PDF.
func (c *Client) StatementPDF(ctx context.Context, token, id string, begin func() (io.Writer, error)) (hash string, err error) {
	hash, said, err := c.document(ctx, "/statements/download", struct {
		AccessToken string `json:"access_token"`
		StatementID string `json:"statement_id"`
	}{token, id}, begin)
	switch {
	case err != nil:
		return "", fmt.Errorf("download statement: %w", err)
	case said == "":
		return "", ErrShape
	case !strings.EqualFold(said, hash):
		return "", ErrHash
	}
	return hash, nil
}

// pdfWithin is how far into a document the words may stand with which every PDF
// begins (PDF 1.7, implementation notes).
const pdfWithin = 1024

// document asks for a PDF. It gives its SHA-256 in hexadecimal, and what Plaid says
// that it is; empty: it does not say. Errors: ErrShape for what is no PDF, begin's.
func (c *Client) document(ctx context.Context, path string, request any, begin func() (io.Writer, error)) (hash, said string, err error) {
	header, err := c.postFor(ctx, path, request, func(body io.Reader) error {
		to, err := begin()
		if err != nil {
			return err
		}
		first, err := readAll(nil, io.LimitReader(body, pdfWithin))
		if err != nil {
			return err
		}
		if !bytes.Contains(first, []byte("%PDF-")) {
			return ErrShape
		}
		sum := sha256.New()
		from := &source{r: io.MultiReader(bytes.NewReader(first), body)}
		if _, err := io.Copy(io.MultiWriter(to, sum), from); err != nil {
			if from.err != nil && !errors.Is(from.err, ErrTooLong) {
				return fmt.Errorf("%w: %w", ErrCutOff, err)
			}
			return err
		}
		hash = hex.EncodeToString(sum.Sum(nil))
		return nil
	})
	if err != nil {
		return "", "", err
	}
	return hash, header.Get("Plaid-Content-Hash"), nil
}

// source is a reader that knows its error: of a copy it tells where the fault lies.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (n int, err error) {
	n, err = s.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		s.err = err
	}
	return n, err
}
