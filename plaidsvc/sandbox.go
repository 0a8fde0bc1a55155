package plaidsvc

import (
	"context"

	"passbook/plaidsvc/link"
)

// LinkSandbox links without a browser, through /sandbox/public_token/create.
// Empty names mean Plaid's user_good and pass_good. Errors: *DuplicateError,
// *Error.
func (s *Service) LinkSandbox(ctx context.Context, institutionID, user, password string) (LinkResult, error) {
	ctx, done, err := s.begin(ctx)
	if err != nil {
		return LinkResult{}, err
	}
	defer done()
	again := func(ctx context.Context) (LinkResult, error) {
		return s.linkSandbox(ctx, institutionID, user, password, nil)
	}
	return s.linkSandbox(ctx, institutionID, user, password, again)
}

func (s *Service) linkSandbox(ctx context.Context, institutionID, user, password string, anyway func(context.Context) (LinkResult, error)) (LinkResult, error) {
	if err := s.vaultReady(ctx); err != nil {
		return LinkResult{}, err
	}
	token, err := s.plaid.SandboxToken(ctx, institutionID, user, password)
	if err != nil {
		return LinkResult{}, s.explain("", err)
	}
	return s.adopt(ctx, link.Result{PublicToken: token, InstitutionID: institutionID}, anyway)
}
