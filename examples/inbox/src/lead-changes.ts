import { useState } from 'react';
import { graphql, useMutation } from 'react-relay';
import type { leadChangesAddTagMutation } from './__generated__/leadChangesAddTagMutation.graphql.ts';
import type { leadChangesListMutation } from './__generated__/leadChangesListMutation.graphql.ts';
import type { leadChangesRemoveTagMutation } from './__generated__/leadChangesRemoveTagMutation.graphql.ts';
import type { leadChangesStageMutation } from './__generated__/leadChangesStageMutation.graphql.ts';
import { codeInWords, inWords } from './words.ts';

const move = graphql`
  mutation leadChangesListMutation($leadIds: [ID!]!, $listId: ID!) {
    changed: moveLeadsToList(input: { leadIds: $leadIds, listId: $listId }) {
      items {
        lead {
          id
          ...details_lead
        }
        error {
          code
        }
      }
    }
  }
`;

const setStage = graphql`
  mutation leadChangesStageMutation($leadId: ID!, $pipelineStageId: ID!) {
    setLeadPipelineStage(input: { leadId: $leadId, pipelineStageId: $pipelineStageId }) {
      lead {
        id
        ...details_lead
      }
    }
  }
`;

const add = graphql`
  mutation leadChangesAddTagMutation($leadIds: [ID!]!, $names: [String!]!) {
    changed: addLeadTags(input: { leadIds: $leadIds, names: $names }) {
      items {
        lead {
          id
          ...details_lead
        }
        error {
          code
        }
      }
    }
  }
`;

const remove = graphql`
  mutation leadChangesRemoveTagMutation($leadIds: [ID!]!, $names: [String!]!) {
    changed: removeLeadTags(input: { leadIds: $leadIds, names: $names }) {
      items {
        lead {
          id
          ...details_lead
        }
        error {
          code
        }
      }
    }
  }
`;

interface Changed {
  readonly changed?:
    | {
        readonly items:
          | readonly { readonly error: { readonly code: string | null | undefined } | null | undefined }[]
          | null
          | undefined;
      }
    | null
    | undefined;
}

/** The changes to one lead. The lead of the answer is the new state; `problem` says in words why there is none. */
export function useChanges(leadId: string) {
  const [problem, setProblem] = useState<string>();
  const [commitMove, isMoving] = useMutation<leadChangesListMutation>(move);
  const [commitStage, isSettingStage] = useMutation<leadChangesStageMutation>(setStage);
  const [commitAdd, isAdding] = useMutation<leadChangesAddTagMutation>(add);
  const [commitRemove, isRemoving] = useMutation<leadChangesRemoveTagMutation>(remove);
  const onError = (error: Error) => setProblem(inWords(error));
  const onCompleted = ({ changed }: Changed) => {
    const [item] = changed?.items ?? [];
    setProblem(item?.error ? codeInWords(item.error.code) : undefined);
  };
  const leadIds = [leadId];
  return {
    problem,
    isBusy: isMoving || isSettingStage || isAdding || isRemoving,
    moveToList: (listId: string) => commitMove({ variables: { leadIds, listId }, onCompleted, onError }),
    moveToStage: (pipelineStageId: string) =>
      commitStage({ variables: { leadId, pipelineStageId }, onCompleted: () => setProblem(undefined), onError }),
    addTag: (name: string) => commitAdd({ variables: { leadIds, names: [name] }, onCompleted, onError }),
    removeTag: (name: string) => commitRemove({ variables: { leadIds, names: [name] }, onCompleted, onError }),
  };
}
