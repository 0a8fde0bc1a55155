package control

import "passbook/plaidsvc/plaidsim/wire"

// ShowLimits serves GET /sim/limits: whether the limits are on.
func (p *Pages) ShowLimits(struct{}) (any, *wire.Error) {
	return wire.Object{"on": p.ledger.IsLimited()}, nil
}

// limitSwitch is the body of POST /sim/limits.
type limitSwitch struct {
	On *bool `json:"on"`
}

// SetLimits serves POST /sim/limits, which switches them on or off.
func (p *Pages) SetLimits(in limitSwitch) (any, *wire.Error) {
	if in.On == nil {
		return nil, wire.InvalidField("on must be true or false")
	}
	p.ledger.SetLimited(*in.On)
	return p.ShowLimits(struct{}{})
}
