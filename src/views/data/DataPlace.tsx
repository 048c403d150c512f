/** Data. */
export function DataPlace() {
  return <h1>Data</h1>;
}
