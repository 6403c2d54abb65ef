import { describe, expect, it } from 'vitest';
import { faultOfResponse, readProblem } from './problem';

describe('a problem document', () => {
  it('keeps what can be shown', () => {
    const sent = { type: 'urn:gridward:problem:bad-parameter', title: '参数无效', status: 400, detail: 'lon is x', field: 'lon', expected: 'degrees' };
    expect(readProblem(sent)).toEqual({ type: sent.type, title: sent.title, detail: sent.detail, field: sent.field, expected: sent.expected });
  });

  it.each([null, 'oops', 7, [], {}, { title: 5, detail: '' }])('that is none (%j) is no problem document', (sent) => {
    expect(readProblem(sent)).toBeNull();
  });

  it('of 4xx is a refusal, of 5xx the fault of the server', () => {
    expect(faultOfResponse(422, null)).toMatchObject({ kind: 'refused', status: 422, problem: null });
    expect(faultOfResponse(503, { title: 'busy' })).toMatchObject({ kind: 'server', status: 503, problem: { title: 'busy' } });
  });
});
