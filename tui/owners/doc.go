// Package owners is the page with who holds the person's accounts, as the banks
// say, and how well the person's own profile fits. What it shows is in its memory
// and, where the person wants that, the vault alone, and goes with the page.
package owners
