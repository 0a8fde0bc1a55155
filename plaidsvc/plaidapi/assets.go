package plaidapi

import (
	"context"
	"fmt"
	"io"
)

// NewAssetReport asks /asset_report/create for a report on Items, of so many days,
// which Plaid bills. It gives the report's token: whoever has it reads the report,
// and it is told once. It is never repeated: see unrepeatable.
func (c *Client) NewAssetReport(ctx context.Context, tokens []string, days int) (string, error) {
	answer, err := ask[struct {
		Token string `json:"asset_report_token"`
	}](ctx, c, "/asset_report/create", struct {
		AccessTokens []string `json:"access_tokens"`
		Days         int      `json:"days_requested"`
	}{tokens, days})
	if err == nil && answer.Token == "" {
		err = ErrShape
	}
	if err != nil {
		return "", fmt.Errorf("create asset report: %w", err)
	}
	return answer.Token, nil
}

// AssetReportPDF asks /asset_report/pdf/get for a report. Plaid bills each PDF that
// it sends, so that this is never repeated. begin gives what it is written to,
// empty. Errors: *Error with PRODUCT_NOT_READY while the banks are read, ErrShape
// for what is no PDF.
func (c *Client) AssetReportPDF(ctx context.Context, report string, begin func() (io.Writer, error)) error {
	_, _, err := c.document(ctx, "/asset_report/pdf/get", reportRequest{report}, begin)
	if err != nil {
		return fmt.Errorf("download asset report: %w", err)
	}
	return nil
}

// RemoveAssetReport asks /asset_report/remove to delete a report at Plaid.
func (c *Client) RemoveAssetReport(ctx context.Context, report string) error {
	if _, err := ask[struct{}](ctx, c, "/asset_report/remove", reportRequest{report}); err != nil {
		return fmt.Errorf("remove asset report: %w", err)
	}
	return nil
}

// reportRequest is the request of the endpoints about one report.
type reportRequest struct {
	Token string `json:"asset_report_token"`
}
