/** Configure. */
export function ConfigurePlace() {
  return <h1>Configure</h1>;
}
